import { documentOf, INSTALLATION } from '../../../test/factories/mapped-records';
import { chain, penguins } from '../../../test/factories/observed-executions';
import { FROM_SOURCES } from '../../../test/fakes/from-sources';
import type { ObservedExecution } from '../../execution/execution.reader';
import { canonicalText, writeText } from '../../prov';
import { aboutRecord } from '../mapping/about-record';
import { recordPrefixes } from '../mapping/vocabulary';
import { PictureFormat } from '../picture/picture-format';
import { PictureDetail } from '../picture/run-view';
import type { RunRecord } from '../run-record';
import { sha256 } from '../sha256';
import { RecordThreads } from './record-threads';
import type { DrawTask } from './record-worker';

const LIMIT = 20_000;

function recordOf(execution: ObservedExecution): RunRecord {
  const about = aboutRecord(execution, null, { installation: INSTALLATION, people: new Map([[execution.ownerUuid, 'user_1']]) });
  return {
    executionId: execution.id,
    canonical: new TextEncoder().encode(canonicalText(documentOf(execution))),
    about: canonicalText(about),
    prefixes: recordPrefixes(INSTALLATION.baseIri),
    tag: '',
  };
}

function taskOf(execution: ObservedExecution, changes: Partial<DrawTask> = {}): DrawTask {
  const wish = { format: PictureFormat.Svg, detail: PictureDetail.Steps };
  return { record: recordOf(execution), wish, maxNodes: 20_000, ...changes };
}

const small = (changes?: Partial<DrawTask>): DrawTask => taskOf(penguins(), changes);
/** Its layout takes minutes. */
const huge = (): DrawTask => taskOf(chain(500), { wish: { format: PictureFormat.Svg, detail: PictureDetail.Full } });
const PNG = { format: PictureFormat.Png, detail: PictureDetail.Steps };

describe('record threads', () => {
  const threads = new RecordThreads(FROM_SOURCES);
  const draw = async (task: DrawTask, limit = LIMIT): Promise<string> => Buffer.from(await threads.draw(task, limit)).toString();
  afterAll(() => threads.onModuleDestroy());

  it('map evidence to canonical text and its hash', async () => {
    const canonical = canonicalText(documentOf(penguins()));
    const mapped = await threads.map({ execution: penguins(), installation: INSTALLATION });
    expect(Buffer.from(mapped.canonical).toString()).toBe(canonical);
    expect(mapped.sha256).toBe(sha256(canonical));
  });

  it('write the statements and those about them', async () => {
    const written = Buffer.from(await threads.write({ record: recordOf(penguins()), format: 'provn' })).toString();
    const [, bundle] = writeText(documentOf(penguins()), 'provn').split('endBundle')[0]!.split('\n  bundle ');
    expect(written.split('\n  bundle ')[1]!.split('\n')[0]).toBe(bundle!.split('\n')[0]);
    expect(written).toContain('schema:name="user_1"');
  });

  it('draw SVG and PNG', async () => {
    expect(await draw(small())).toContain('train');
    const png = await threads.draw(small({ wish: PNG }), LIMIT);
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
  });

  it('draw a run of 500 steps', async () => {
    expect(await draw(taskOf(chain(500)))).toContain('<svg');
  });

  it('refuse a picture of too many nodes', async () => {
    await expect(threads.draw(small({ maxNodes: 10 }), LIMIT)).rejects.toMatchObject({
      code: 'provenance.picture_too_large',
      kind: 'too_large',
    });
  });

  it('refuse a PNG in which nothing could be read', async () => {
    await expect(threads.draw(taskOf(chain(2_000), { wish: PNG }), LIMIT)).rejects.toMatchObject({
      code: 'provenance.picture_too_large',
    });
  });

  it('let ten pictures wait and refuse the next', async () => {
    const drawn = Array.from({ length: 11 }, () => draw(small()));
    await expect(draw(small())).rejects.toMatchObject({ code: 'provenance.drawing_busy', retryAfterSeconds: 5 });
    expect(await Promise.all(drawn)).toHaveLength(11);
    expect(await draw(small())).toContain('<svg');
  });

  it('end a layout that runs away, keep the main loop free and map beside it, and draw what waited behind it', async () => {
    let longestGap = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longestGap = Math.max(longestGap, performance.now() - last);
      last = performance.now();
    }, 5);
    let isOver = false;
    const runaway = expect(draw(huge(), 3_000))
      .rejects.toMatchObject({ code: 'provenance.graph_too_large' })
      .finally(() => (isOver = true));
    const waiting = draw(small());
    await threads.map({ execution: penguins(), installation: INSTALLATION });
    expect(isOver).toBe(false);
    await runaway;
    clearInterval(ticks);
    expect(longestGap).toBeLessThan(2_000); // the layout takes longer than its 3 s: in this thread it would be one gap
    expect(await waiting).toContain('<svg');
  });

  it('go on when a picture took more memory than a thread may have', async () => {
    const few = new RecordThreads({ ...FROM_SOURCES, resourceLimits: { maxOldGenerationSizeMb: 24 } });
    await expect(few.draw(taskOf(chain(2_000)), LIMIT)).rejects.toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' });
    expect(Buffer.from(await few.draw(small(), LIMIT)).toString()).toContain('<svg');
    await few.onModuleDestroy();
  });
});
