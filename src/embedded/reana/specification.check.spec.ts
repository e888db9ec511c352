import type { ReanaSpecification } from './run';
import { checkNewSpecification, checkRunnable } from './specification.check';

const document = (more: object = {}) => ({
  cwlVersion: 'v1.2',
  $graph: [{ class: 'Workflow', id: '#main', inputs: [], outputs: [], steps: [{ id: '#main/s', run: '#tool.cwl' }], ...more }],
});
const specification = (more: object = {}): ReanaSpecification => ({
  inputs: { files: [] },
  workflow: { type: 'cwl', specification: document() },
  ...more,
});
const badRequest = expect.objectContaining({ code: 'embedded.bad_request' }) as Error;

describe('what is checked when a run is created', () => {
  it('takes a specification', () => expect(checkNewSpecification(specification())).toEqual(specification()));

  it.each([
    ['no object', []],
    ['no workflow', {}],
    ['another engine', { workflow: { type: 'snakemake' } }],
    ['an input above the workspace', specification({ inputs: { files: ['../a'] } })],
    ['an absolute input', specification({ inputs: { directories: ['/etc'] } })],
    ['an input that is listed twice', specification({ inputs: { files: ['a', 'a'] } })],
    ['an input inside of another', specification({ inputs: { files: ['d/a'], directories: ['d/'] } })],
    ['an option of another engine', specification({ inputs: { options: { CACHE: 'on' } } })],
  ])('refuses %s', (_what, body) => expect(() => checkNewSpecification(body)).toThrow(badRequest));
});

describe('what is checked before cwltool may see a run', () => {
  const file = (location: string) => ({ f: { class: 'File', location } });

  it.each([['data/a.txt'], ['sp%20ace.txt']])('takes the location %s', (location) => {
    expect(checkRunnable(specification(), file(location))).toEqual(document());
  });

  it('takes a file that is given by its contents', () => {
    expect(() => checkRunnable(specification(), { f: { class: 'File', contents: 'x' } })).not.toThrow();
  });

  const withDefault = (value: unknown) => ({
    workflow: { type: 'cwl', specification: document({ inputs: [{ id: '#main/f', default: value }] }) },
  });

  it.each([
    '/etc/passwd',
    '../a',
    'a/../../b',
    'file:///etc/passwd',
    'http://example.org/x',
    '%2e%2e/a',
    '%2Fetc/passwd',
    '',
    // A raw tab, or a blank in front, is passed over by readers of URIs: what is left leads out.
    '.\t./a',
    ' http://example.org/x',
    'ht\ntp://example.org/x',
    '\u0001file:///etc/passwd',
    // A query or a fragment ends the path.
    '..#a',
    '..?a',
    'data/../..#',
  ])('refuses the location %j in parameters and in defaults', (location) => {
    expect(() => checkRunnable(specification(), file(location))).toThrow(badRequest);
    expect(() => checkRunnable(specification(), { list: [{ deep: file(location).f }] })).toThrow(badRequest);
    expect(() => checkRunnable(specification(withDefault(file(location).f)), {})).toThrow(badRequest);
  });

  it.each([
    ['a folder in which to put the file', { dirname: '/etc' }],
    ['a path instead of a name', { basename: '../../x' }],
    ['the folder above as name', { basename: '..' }],
  ])('refuses a file with %s', (_what, more) => {
    const given = { class: 'File', location: 'a.txt', ...more };

    expect(() => checkRunnable(specification(), { f: given })).toThrow(badRequest);
    expect(() => checkRunnable(specification(withDefault(given)), {})).toThrow(badRequest);
  });

  it.each([
    ['in a file', { class: 'File', id: 'file:///etc/', location: 'passwd' }],
    ['around a file', { id: 'file:///etc/', f: { class: 'File', location: 'passwd' } }],
    ['by a relative path', { class: 'File', id: '../x', location: 'a' }],
    ['as a name', { name: '/etc/', f: { class: 'File', location: 'passwd' } }],
    ['as $base', { $base: 'file:///etc/', f: { class: 'File', location: 'passwd' } }],
  ])('refuses another base for what is relative: %s', (_where, value) => {
    expect(() => checkRunnable(specification(withDefault(value)), {})).toThrow(badRequest);
  });

  it('takes parameters and members of records that are called run, id or name', () => {
    expect(() =>
      checkRunnable(specification(), { run: 'fast', id: 'doi:10/x', rec: { name: 'http://example.org' } }),
    ).not.toThrow();
  });

  it.each([
    ['$import', { hints: [{ $import: 'x.yml' }] }],
    ['$include', { doc: { $include: '/etc/passwd' } }],
    ['a process outside of the document', { steps: [{ id: '#main/s', run: 'tool.cwl' }] }],
    ['no #main', { id: '#other' }],
    ['an output pattern that leads up', { outputs: [{ id: '#main/o', outputBinding: { glob: ['a', '../../x'] } }] }],
    ['a secondary file that lies elsewhere', { inputs: [{ id: '#main/i', secondaryFiles: [{ pattern: '^/../../x' }] }] }],
  ])('refuses %s', (_what, more) => {
    const workflow = { type: 'cwl', specification: document(more) };

    expect(() => checkRunnable(specification({ workflow }), {})).toThrow(badRequest);
  });

  it('refuses keys that are not of REANA', () => {
    expect(() => checkRunnable(specification({ extra: 1 }), {})).toThrow(badRequest);
  });

  it('refuses a document that is nested too deeply', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 200; level += 1) deep = [deep];

    expect(() => checkRunnable(specification(), { deep })).toThrow(badRequest);
  });
});
