/**
 * The text of a hand-written module as it stands in the package: names of packages become paths of the package, and files
 * keep their names with the extension `.js`.
 */
export const shippedText = (text: string, paths: Readonly<Record<string, string>>): string =>
  text.replace(
    /(^(?:import|export) (?:[^;'"]*? from )?|\bimport\()['"]([^'"]+)['"]/gms,
    (_, head: string, name: string) => `${head}'${paths[name] ?? name.replace(/\.ts$/, '.js')}'`,
  );
