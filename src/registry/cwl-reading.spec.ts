import { join } from 'node:path';
import { readWorkflow } from '../cwl';
import { CwlReading } from './cwl-reading';
import type { WorkflowTask } from './cwl-tasks';

const HOOK = join(__dirname, '..', '..', 'test', 'fakes', 'typescript-hook.cjs');

function chain(steps: number): string {
  const step = (i: number): string => `
  s${i}:
    run: {class: CommandLineTool, baseCommand: cat, stdout: o${i}.txt, inputs: {f: {type: File, inputBinding: {}}}, outputs: {o: {type: stdout}}}
    in: {f: ${i === 0 ? 'first' : `s${i - 1}/o`}}
    out: [o]`;
  return `cwlVersion: v1.2
class: Workflow
hints: {DockerRequirement: {dockerPull: "busybox:1.36"}}
inputs: {first: File}
outputs: {last: {type: File, outputSource: s${steps - 1}/o}}
steps:${Array.from({ length: steps }, (_, i) => step(i)).join('')}
`;
}

describe('reading of CWL', () => {
  const reading = new CwlReading({ execArgv: ['--require', HOOK] });
  afterAll(() => reading.onModuleDestroy());
  const task = (text: string): WorkflowTask => ({
    ...{ kind: 'workflow', spec: { name: 'w.cwl', text }, job: { name: 'j.yml', text: 'first: {class: File, location: a.txt}' } },
    ...{ files: [{ path: 'a.txt', size: 1, location: '/nowhere' }], maxBytes: 1_048_576 },
  });

  it('gives the same for a large document in the worker as at once', async () => {
    const text = chain(300);
    const read = await reading.readWorkflow(task(text));
    const direct = await readWorkflow({ name: 'w.cwl', text, readFile: () => Promise.resolve(null) });
    expect(read.findings).toEqual([]);
    expect(read.document).toEqual(direct.document);
    expect(read.job).toMatchObject({ first: { location: 'a.txt' } });
  });

  it('leaves the thread free meanwhile', async () => {
    let longest = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 2);
    const before = performance.now();
    await reading.readWorkflow(task(chain(500)));
    const whole = performance.now() - before;
    clearInterval(ticks);
    expect(longest).toBeLessThan(whole * 0.8); // read at once, the two would be the same
  });

  it('tells findings of a large document', async () => {
    const read = await reading.readWorkflow(task(chain(300).replace('f: s7/o', 'f: s7/nothing')));
    expect([read.document, read.findings.map(({ code }) => code)]).toEqual([null, ['cwl.unknown_source']]);
  });
});
