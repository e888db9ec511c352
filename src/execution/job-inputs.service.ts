import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { CatalogueReader } from '../catalogue/catalogue.reader';
import { RemoteInputReader, type RemoteInput } from '../catalogue/remote-input.reader';
import type { RemoteFile } from '../cwl';
import type { PreparedJob } from '../registry/workflow.reader';
import type { PlatformInput, RunFile } from './execution.entity';
import { PastOutputs, type PastOutput } from './past-outputs.service';
import { Staging } from './staging';

/** A job whose every file has its path in the workspace. */
export interface PlacedJob {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Those whose bytes lie here. */
  readonly files: readonly RunFile[];
  /** Those that are still to be fetched. */
  readonly platformInputs: Readonly<Record<string, PlatformInput>>;
}

/** From what a job names, an address or an input, to the path of the file. */
type Paths = ReadonlyMap<string, string>;

/**
 * Finds what a job takes from elsewhere: URLs, entries of catalogues, outputs of earlier executions. What can be said of them at
 * once is; bytes are fetched later, before the run is created.
 */
@Injectable()
export class JobInputs {
  constructor(
    private readonly catalogue: CatalogueReader,
    private readonly remote: RemoteInputReader,
    private readonly past: PastOutputs,
  ) {}

  async place(user: Principal, { parameters, files, platformInputs, remoteFiles }: PreparedJob): Promise<PlacedJob> {
    const staging = new Staging(files);
    const paths = await this.placeLocated(user, remoteFiles, staging);
    const taken = await this.placePlatform(user, platformInputs, staging);
    const values = [...taken].map(([id, path]) => [id, { class: 'File', location: path }] as const);
    return {
      parameters: { ...objectWithPaths(parameters, paths), ...Object.fromEntries(values) },
      files: staging.files,
      platformInputs: staging.platformInputs,
    };
  }

  private async placeLocated(user: Principal, remoteFiles: readonly RemoteFile[], staging: Staging): Promise<Paths> {
    const outputs = await this.outputsAmong(
      user,
      remoteFiles.map(({ location }) => location),
    );
    const placed = remoteFiles.map(({ location, name, checksums, sizes, place }) => {
      const path = staging.path(name, place.field?.split('/')[0] ?? '');
      const remote = { location, checksums, sizes };
      const output = outputs.get(location);
      if (output === undefined) staging.addPending({ path, remote });
      else addOutput(staging, path, { output, remote });
      return [location, path] as const;
    });
    return new Map(placed);
  }

  private async placePlatform(user: Principal, wanted: PreparedJob['platformInputs'], staging: Staging): Promise<Paths> {
    const outputs = await this.outputsAmong(user, Object.values(wanted));
    const urls = [...new Set(Object.values(wanted))].filter((address) => !outputs.has(address));
    const entries = new Map((await this.catalogue.lookUp(urls)).map((entry, index) => [urls[index], entry]));
    const placed = new Map<string, string>();
    for (const [id, address] of Object.entries(wanted)) {
      const entry = entries.get(address);
      const output = outputs.get(address);
      const path = staging.path(entry?.distribution.fileName ?? output?.path.split('/').at(-1) ?? id, id);
      if (entry !== undefined) staging.addPending({ path, entry });
      if (output !== undefined) addOutput(staging, path, { output, remote: { location: address, checksums: [], sizes: [] } });
      placed.set(id, path);
    }
    return placed;
  }

  private async outputsAmong(user: Principal, addresses: readonly string[]): Promise<ReadonlyMap<string, PastOutput>> {
    const named = addresses.flatMap((address) => {
      const reference = this.remote.outputNamed(address);
      return reference === null ? [] : [{ address, reference }];
    });
    const outputs = await this.past.require(
      user,
      named.map(({ reference }) => reference),
    );
    return new Map(outputs.flatMap((output, index) => (named[index] ? [[named[index].address, output] as const] : [])));
  }
}

/** No copy of what lies here, unless the job makes claims about it: then the bytes are read, and must bear them out. */
function addOutput(staging: Staging, path: string, { output, remote }: { output: PastOutput; remote: RemoteInput }): void {
  const { executionId, uuid, path: outputPath, sha256, size, reanaId, isHere } = output;
  const link = { executionId, uuid, path: outputPath };
  const isClaimed = remote.checksums.length > 0 || remote.sizes.length > 0;
  if (isHere && sha256 !== null && !isClaimed) return void staging.addFile({ path, sha256, size, fromExecution: link });
  const checksums = sha256 === null ? remote.checksums : [...remote.checksums, `sha256$${sha256}`];
  const sizes = [...remote.sizes, size];
  staging.addPending({ path, remote: { ...remote, checksums, sizes }, output: { ...link, sha256, reanaId } });
}

function objectWithPaths(value: object, paths: Paths): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, item]) => [key, withPaths(item, paths)] as const);
  const location: unknown = Reflect.get(value, 'location');
  const path = Reflect.get(value, 'class') === 'File' && typeof location === 'string' ? paths.get(location) : undefined;
  return Object.fromEntries(path === undefined ? entries : [...entries, ['location', path] as const]);
}

/** The value with paths in place of the addresses of its Files. */
function withPaths(value: unknown, paths: Paths): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withPaths(item, paths));
  return value !== null && typeof value === 'object' ? objectWithPaths(value, paths) : value;
}
