import { exportedNames, kebabCase, pascalCase } from '../build/naming.ts';
import type { Contract } from '../contract/model.ts';
import { modelsOf } from './models.ts';

/** How the generated package and its client are called. */
export interface Identity {
  /** The client class, e.g. `Moonshot`. */
  readonly className: string;
  /** An instance of it, e.g. `moonshot`. */
  readonly packageName: string;
  readonly packageVersion: string;
  readonly baseUrlEnv: string;
}

/** Names from the configuration, the overlay and `info`, made fit for npm and for TypeScript. */
export function identityOf(
  contract: Contract,
  options: { readonly packageName?: string; readonly packageVersion?: string } = {},
): Identity {
  const { info, extensions } = contract;
  const title = info.title.replace(/\bAPI\b/gi, ' ').trim();
  const name = pascalCase((extensions.name ?? title).normalize('NFKD').replace(/[^\w\s.-]/g, ' '));
  const isTaken =
    exportedNames.has(name) ||
    modulesOwn.has(name) ||
    modelsOf(contract).list.some((each) => each.name === name);
  const className = name === 'Unnamed' ? 'ApiClient' : isTaken ? `${name}Client` : name;
  const stem = kebabCase(className).replaceAll('-', '_').toUpperCase();
  return {
    className,
    packageName: options.packageName ?? `${shortened(kebabCase(className))}-client`,
    packageVersion: options.packageVersion ?? versionOf(info.version),
    baseUrlEnv: extensions.baseUrlEnv ?? `${stem}_BASE_URL`,
  };
}

/** Letters of a package name that is made from the title. */
const mostLetters = 30;

/** The first words of a name, as many as leave a short package name. */
function shortened(name: string): string {
  const most = mostLetters - '-client'.length;
  if (name.length <= most) return name;
  const cut = name.slice(0, most + 1);
  return (cut.includes('-') ? cut.slice(0, cut.lastIndexOf('-')) : cut.slice(0, most)).replace(/-+$/, '');
}

/** What modules of classes import or use under names of their own, beside what the package exports. */
export const modulesOwn: ReadonlySet<string> = new Set(['Operation', 'RequestInput', 'Promise', 'File']);

/** `info.version` where it is a valid npm version, else its first numbers. */
function versionOf(version: string): string {
  if (/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version)) return version;
  const [major = '0', minor = '0', patch = '0'] = version.match(/\d{1,9}/g) ?? [];
  return [major, minor, patch].map(Number).join('.');
}
