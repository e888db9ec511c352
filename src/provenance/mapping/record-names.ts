import type { ObservedExecution } from '../../execution/execution.reader';
import { sha256 } from '../sha256';

export type Direction = 'in' | 'out';

/** Where an occurrence appears first; an input of the run has neither step nor shard. */
export interface Place {
  readonly step: readonly string[];
  readonly shard: number | null;
  readonly port: string;
}

/**
 * An id of the workflow as a part of a name. Letters, digits and hyphens stay; whatever else is replaced adds a piece of the
 * id's hash, so that two ids never meet in one name. A dot separates the parts of names and is never part of one.
 */
export function slug(id: string): string {
  const plain = id.replace(/[^A-Za-z0-9-]/g, '-');
  const isPlain = plain === id && id !== '' && !/-x[0-9a-f]{6}$/.test(id);
  return isPlain ? id : `${plain}-x${sha256(id).slice(0, 6)}`;
}

/**
 * The names of a record. Every local part begins with a letter, has only letters, digits, `.` and `-`, and does not end
 * with a dot, so each PROV format can write it without escapes. No name depends on an order: a record that grows never renames.
 */
export class RecordNames {
  readonly run: string;
  readonly workflow: string;
  readonly revision: string;
  readonly submitted: string;
  readonly record: string;
  readonly cancellation: string;
  readonly stopRequest: string;
  private readonly hashes = new Map<string, string>();

  constructor({ uuid, revision: { workflowUuid, ordinal } }: ObservedExecution) {
    this.run = `ex:run-${uuid}`;
    this.workflow = `ex:workflow-${workflowUuid}`;
    this.revision = this.revisionOf(ordinal);
    this.submitted = `${this.run}.submitted`;
    this.record = `ex:prov-${uuid}`;
    this.cancellation = `${this.run}.cancel`;
    this.stopRequest = `${this.run}.stop`;
  }

  revisionOf(ordinal: number): string {
    return `${this.workflow}.r${ordinal}`;
  }

  step(path: readonly string[]): string {
    return `${this.revision}${stepPart(path)}`;
  }

  slot(path: readonly string[], direction: Direction, port: string): string {
    return `${this.step(path)}.${direction}.${slug(port)}`;
  }

  link(source: string, sink: string): string {
    return `${this.revision}.link.${this.hash(source, sink)}`;
  }

  stepRun(path: readonly string[], shard: number | null = null): string {
    return `${this.run}${stepPart(path)}${shardPart(shard)}`;
  }

  /** A job that fits no step of the plan. */
  job(name: string): string {
    return `${this.run}.job.${slug(name)}`;
  }

  file({ step, shard, port }: Place, path: string): string {
    return `${this.run}.file.${this.hash(step.join('/'), shard === null ? '' : String(shard), port, path)}`;
  }

  /** `position` leads to an element of an array. */
  parameter({ step, shard, port }: Place, position: readonly number[]): string {
    return [`${this.stepRun(step, shard)}.param.${slug(port)}`, ...position].join('.');
  }

  source(url: string): string {
    return `${this.run}.source.${this.hash('source', url)}`;
  }

  usage(activity: string, port: string, entity: string): string {
    return `${this.run}.u.${this.hash(activity, port, entity)}`;
  }

  generation(activity: string, port: string, entity: string): string {
    return `${this.run}.g.${this.hash(activity, port, entity)}`;
  }

  user(uuid: string): string {
    return `ex:user-${uuid}`;
  }

  group(name: string): string {
    return `ex:group-${slug(name)}`;
  }

  engine(version: string | null): string {
    return version === null ? 'ex:engine-reana' : `ex:engine-reana${versionPart(version)}`;
  }

  service(version: string): string {
    return `ex:service${versionPart(version)}`;
  }

  /** Ten digits name a thing; where two of one record agree in them, the second takes twenty. */
  private hash(...parts: readonly string[]): string {
    const whole = sha256(parts.join('\0'));
    const short = whole.slice(0, 10);
    const taken = this.hashes.get(short) ?? whole;
    this.hashes.set(short, taken);
    return taken === whole ? short : whole.slice(0, 20);
  }
}

function stepPart(path: readonly string[]): string {
  return path.map((id) => `.step.${slug(id)}`).join('');
}

function shardPart(shard: number | null): string {
  return shard === null ? '' : `.${shard}`;
}

/** The numbers of a version are structure: `.0.9.4`. */
function versionPart(version: string): string {
  return version
    .split('.')
    .map((part) => `.${slug(part)}`)
    .join('');
}
