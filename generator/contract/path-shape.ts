/** A path template without the names of its parameters: `/pets/{id}` and `/pets/{petId}` are both `/pets/{}`. */
export const pathShape = (path: string): string => path.replace(/\{[^{}]*\}/g, '{}');
