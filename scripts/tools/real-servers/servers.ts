import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenValues } from '../../../conformance/model.ts';

/** A server of other people that comes from a package registry, and what a first run needs to know of it. */
export interface RealServer {
  readonly name: string;
  /** Programs that must be on this machine. */
  readonly needs: readonly string[];
  /** Puts it into the folder; does nothing where it is there already. */
  install(folder: string): void | Promise<void>;
  /** The command that starts it on a port. */
  command(folder: string, port: number): readonly string[];
  /** The address of the API, and the path or the file of its document. */
  readonly base?: string;
  readonly document: { readonly path: string } | { file(folder: string): string };
  /** A header with a credential; `$NAME` is a variable of `env`. */
  readonly header?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly values?: GivenValues;
}

const packages = [
  'schemathesis==4.32.5',
  'fastapi==0.165.0',
  'uvicorn==0.54.0',
  'jupyter_server==2.21.1',
  'chromadb==1.5.9',
  'Django==5.2.19',
  'django-ninja==1.7.1',
];

/** A program of the Python environment. */
export const python = (folder: string, program: string): string => join(folder, 'venv/bin', program);

/** The Python environment with all packages, the peer among them. */
export function installPython(folder: string): void {
  if (existsSync(python(folder, 'schemathesis'))) return;
  execFileSync('python3', ['-m', 'venv', join(folder, 'venv')]);
  execFileSync(python(folder, 'pip'), ['install', '-q', '--disable-pip-version-check', ...packages], {
    stdio: 'inherit',
  });
}

const own = (file: string): string => join(import.meta.dirname, file);

/** An empty folder for what a server stores. */
function emptied(folder: string, name: string): string {
  const path = join(folder, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

const alertmanager = 'github.com/prometheus/alertmanager';
const alertmanagerVersion = 'v0.27.0';
const wiremock =
  'https://repo1.maven.org/maven2/org/wiremock/wiremock-standalone/3.9.1/wiremock-standalone-3.9.1.jar';

/** The servers, in the order of the table. */
export const realServers: readonly RealServer[] = [
  {
    name: 'Alertmanager 0.27',
    needs: ['go'],
    install(folder) {
      if (existsSync(join(folder, 'bin/alertmanager'))) return;
      execFileSync('go', ['install', `${alertmanager}/cmd/alertmanager@${alertmanagerVersion}`], {
        env: { ...process.env, GOBIN: join(folder, 'bin') },
        stdio: 'inherit',
      });
    },
    command(folder, port) {
      const config = join(folder, 'alertmanager.yml');
      writeFileSync(config, 'route:\n  receiver: x\nreceivers:\n- name: x\n');
      return [
        join(folder, 'bin/alertmanager'),
        `--config.file=${config}`,
        `--storage.path=${emptied(folder, 'alertmanager-data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ];
    },
    base: '/api/v2',
    document: {
      file(folder) {
        const said = execFileSync(
          'go',
          ['mod', 'download', '-json', `${alertmanager}@${alertmanagerVersion}`],
          {
            cwd: folder,
            encoding: 'utf8',
          },
        );
        const { Dir } = JSON.parse(said) as { readonly Dir: string };
        return join(Dir, 'api/v2/openapi.yaml');
      },
    },
  },
  {
    name: 'WireMock 3.9',
    needs: ['java'],
    async install(folder) {
      const jar = join(folder, 'wiremock.jar');
      if (existsSync(jar)) return;
      const response = await fetch(wiremock);
      if (!response.ok) throw new Error(`${wiremock}: ${response.status}`);
      writeFileSync(jar, Buffer.from(await response.arrayBuffer()));
    },
    command: (folder, port) => [
      'java',
      ...['-jar', join(folder, 'wiremock.jar')],
      ...['--port', String(port), '--bind-address', '127.0.0.1'],
      ...['--root-dir', emptied(folder, 'wiremock-data')],
    ],
    document: { path: '/__admin/docs/swagger' },
  },
  {
    name: 'jupyter_server 2.21',
    needs: ['python3'],
    install: installPython,
    command: (folder, port) => [
      python(folder, 'jupyter'),
      ...['server', '--no-browser', '--allow-root', '--ip', '127.0.0.1', '--port', String(port)],
      '--IdentityProvider.token=jupyter-token-0123456789',
      `--ServerApp.root_dir=${emptied(folder, 'jupyter-data')}`,
    ],
    document: {
      file: (folder) =>
        execFileSync(
          python(folder, 'python'),
          ['-c', 'import jupyter_server.services as s; print(s.__path__[0] + "/api/api.yaml")'],
          { encoding: 'utf8' },
        ).trim(),
    },
    header: 'Authorization: token $JUPYTER_TOKEN_0',
    env: { JUPYTER_TOKEN_0: 'jupyter-token-0123456789' },
  },
  {
    name: 'Chroma 1.5',
    needs: ['python3'],
    install: installPython,
    command: (folder, port) => [
      python(folder, 'chroma'),
      ...['run', '--path', emptied(folder, 'chroma-data'), '--host', '127.0.0.1', '--port', String(port)],
    ],
    document: { path: '/openapi.json' },
    values: { names: { tenant: 'default_tenant', database: 'default_database' } },
  },
  {
    name: 'FastAPI 0.165, rooms',
    needs: ['python3'],
    install: installPython,
    command: (folder, port) => [
      python(folder, 'uvicorn'),
      ...['--app-dir', import.meta.dirname, 'fastapi_app:app', '--port', String(port)],
      ...['--log-level', 'critical'],
    ],
    document: { path: '/openapi.json' },
    header: 'X-Rooms-Key: $ROOMS_KEY',
    env: { ROOMS_KEY: 'rooms-key-0123456789' },
  },
  {
    name: 'django-ninja 1.7, notes',
    needs: ['python3'],
    install: installPython,
    command: (folder, port) => [python(folder, 'python'), own('ninja_app.py'), String(port)],
    document: { path: '/api/openapi.json' },
    header: 'Authorization: Bearer $NOTES_TOKEN',
    env: { NOTES_TOKEN: 'notes-token-0123456789' },
  },
];
