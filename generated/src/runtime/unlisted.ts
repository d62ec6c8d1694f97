type Texts<Like> = {
  [Name in keyof Like as string extends Like[Name]
    ? never
    : Like[Name] extends string
      ? Name
      : never]?: string;
};

/**
 * A request shaped like one the document lists, with a value that it does not list: a model that is newer than the
 * document, say. Everything else stays checked.
 *
 * @example unlisted({ model: 'listed-model', messages }, { model: 'newer-model' })
 */
export const unlisted = <Like extends object>(request: Like, values: Texts<Like>): Like => ({
  ...request,
  ...values,
});
