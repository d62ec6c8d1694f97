import type { Edit } from '../../model.ts';

/** A place with `*` for each index: the items of a list are alike. */
export const folded = (place: string): string => place.replaceAll(/\/\d+(?=\/|$)/g, '/*');

/** Whether the focus of a case (an edit, an edge) is at a place, above it or below it. */
export const isAbout = (focus: string | undefined, place: string): boolean =>
  focus !== undefined && (focus === place || focus.startsWith(`${place}/`) || place.startsWith(`${focus}/`));

/** Keywords of an object that constrain which members exist, and not their values. */
const ofMembers =
  /^(required|additionalProperties|unevaluatedProperties|(min|max)Properties|dependentRequired)$/;

/** Whether an edit decides the value at a place, directly or through a surrounding value. */
export const isEdited = (edit: Edit | undefined, place: string): boolean =>
  edit !== undefined &&
  (edit.instanceLocation === place ||
    edit.instanceLocation.startsWith(`${place}/`) ||
    (place.startsWith(`${edit.instanceLocation}/`) && !ofMembers.test(edit.keyword)));
