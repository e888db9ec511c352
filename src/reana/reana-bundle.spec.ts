import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { load } from 'js-yaml';
import { unzip } from '../../test/factories/archive';
import { bundleOf, withSource } from './reana-bundle';
import type { ReanaSpecification } from './reana.gateway';

const parameters = { tiny: 1e-7, huge: 1e21, version: '1e-7', flag: 'yes', port: '012', text: 'é\n\u0085 "x" 😀' };
const specification: ReanaSpecification = {
  version: '0.9.0',
  inputs: { files: ['data/a.txt'], directories: [], parameters, options: {} },
  workflow: { type: 'cwl', file: 'workflow.cwl', specification: { cwlVersion: 'v1.2', $graph: [{ id: '#main' }] } },
  outputs: { files: [], directories: ['outputs'] },
};

async function zipOf(given: ReanaSpecification): Promise<Buffer> {
  const file = (await bundleOf(given)).get('bundle');
  if (!(file instanceof Blob)) throw new Error('no file');
  return buffer(file.stream());
}

describe('bundles of REANA 0.95', () => {
  it('hold the specification and the source of the workflow, and no data files', async () => {
    const files = await unzip(new Response(new Uint8Array(await zipOf(specification))));

    expect(Object.keys(files).sort()).toEqual(['reana.yaml', 'workflow.cwl']);
    expect(load(files['workflow.cwl']!)).toEqual(specification.workflow.specification);
    expect(load(files['reana.yaml']!)).toEqual({
      ...specification,
      workflow: { type: 'cwl', file: 'workflow.cwl', files: ['workflow.cwl'] },
    });
  });

  it('write numbers and texts so that a reader of YAML 1.1 takes them for what they are', async () => {
    const files = await unzip(new Response(new Uint8Array(await zipOf(specification))));
    const lines = files['reana.yaml']!;
    expect(lines).toMatch(/tiny: 1\.0?e-7/);
    expect(lines).toMatch(/flag: ['"]yes['"]/);
    expect(lines).toMatch(/port: ['"]012['"]/);
  });

  it('are stored without compression, and the same for the same specification', async () => {
    const zip = await zipOf(specification);
    expect(zip.readUInt16LE(8)).toBe(0);
    expect(zip.equals(await zipOf(specification))).toBe(true);
  });

  describe('withSource', () => {
    const named = { workflow: { type: 'cwl', file: 'workflow.cwl' } };
    const reading = (text: string) => (path: string) => Promise.resolve(Readable.from([Buffer.from(`${text} # ${path}`)]));

    it('reads the document of a specification that only names its file', async () => {
      expect(await withSource(named, reading('a: 1'))).toEqual({ workflow: { ...named.workflow, specification: { a: 1 } } });
    });

    it.each([
      ['has its document', specification, 'a: 1'],
      ['is none', null, 'a: 1'],
      ['names a file that is no YAML', named, '{'],
    ])('leaves a specification alone that %s', async (_, given, text) => {
      expect(await withSource(given, reading(text))).toEqual(given);
    });

    it('leaves it alone when the workspace is gone', async () => {
      expect(await withSource(named, () => Promise.resolve(null))).toEqual(named);
    });
  });
});
