import { DocumentBuilder, literal, qn, text, type ProvDocument } from '../../src/prov';

const TIME = '2026-01-05T10:00:17Z';

/** One record of every kind of PROV-DM, with and without its optional parts, and every kind of value. */
export function everyKind(): ProvDocument {
  const builder = new DocumentBuilder({ '': 'http://example.org/default/', ex: 'http://example.org/', own: 'urn:own#' });
  builder
    .entity('ex:e1', {
      'prov:label': text('entité', 'fr'),
      'prov:type': [qn('prov:Plan'), qn('own:Kind')],
      'prov:location': '/data/été "raw"\\x\nnext line\ttab',
      'prov:value': literal('1.50', 'xsd:decimal'),
      'own:numbers': [12, -7, 2 ** 31, 2n ** 70n, 1.5, 1e21],
      'own:flags': [true, false],
      'own:when': new Date(Date.UTC(2026, 0, 5, 10, 0, 17, 120)),
      'own:empty': '',
    })
    .entity('e2')
    .entity("ex:-odd[name];(a,b)='x'.", { 'own:escaped:name': 'x' })
    .activity('ex:a1', '2026-01-05T11:00:05.250+01:00', '2026-01-05T10:00:18Z', { 'own:exitCode': 0 })
    .activity('ex:a2', null, TIME)
    .activity('ex:a3')
    .agent('ex:ag1', { 'prov:type': qn('prov:Person') })
    .agent('ex:ag2');
  builder
    .wasGeneratedBy('ex:e1', 'ex:a1', { id: 'ex:g1', time: TIME, attributes: { 'prov:role': qn('own:out') } })
    .wasGeneratedBy('e2')
    .used('ex:a1', 'e2', { id: 'ex:u1', attributes: { 'prov:role': [qn('own:in'), 'in'] } })
    .used('ex:a1', 'e2')
    .used('ex:a1', 'e2')
    .used('ex:a2', null, { time: TIME })
    .wasInformedBy('ex:a2', 'ex:a1')
    .wasStartedBy('ex:a1', { trigger: 'e2', starter: 'ex:a2', time: TIME })
    .wasStartedBy('ex:a3', { starter: 'ex:a2' })
    .wasEndedBy('ex:a1', { id: 'ex:end1', trigger: 'ex:e1', ender: 'ex:a2', time: TIME })
    .wasInvalidatedBy('e2', 'ex:a2', { time: TIME })
    .wasDerivedFrom('ex:e1', 'e2', { activity: 'ex:a1', generation: 'ex:g1', usage: 'ex:u1' })
    .wasDerivedFrom('ex:e1', 'e2', { attributes: { 'prov:type': qn('prov:Revision') } })
    .wasAttributedTo('ex:e1', 'ex:ag1', { id: 'ex:attr1' })
    .wasAssociatedWith('ex:a1', 'ex:ag1', { plan: 'ex:e1', attributes: { 'prov:role': 'operator' } })
    .wasAssociatedWith('ex:a2', 'ex:ag2')
    .wasAssociatedWith('ex:a3', null, { plan: 'ex:e1' })
    .actedOnBehalfOf('ex:ag1', 'ex:ag2', { activity: 'ex:a1' })
    .wasInfluencedBy('ex:a2', 'ex:a1', { attributes: { 'prov:type': qn('own:Retry') } })
    .specializationOf('ex:e1', 'e2')
    .alternateOf('ex:e1', 'e2')
    .hadMember('ex:e1', 'e2')
    .mentionOf('ex:e1', 'e2', 'ex:b1');
  const bundle = builder.bundle('ex:b1', { ex: 'http://other.example.org/', inner: 'urn:inner#' });
  bundle.entity('ex:e1', { 'inner:size': 3 }).entity('e2').alternateOf('ex:e1', 'e2').used('ex:a9', 'e2', { time: TIME });
  return builder.build();
}

const PREFIXES = {
  ex: 'https://reprov.example.org/id/',
  own: 'https://reprov.example.org/ns#',
  cont: 'urn:reprov:content:',
  wfdesc: 'http://purl.org/wf4ever/wfdesc#',
  wfprov: 'http://purl.org/wf4ever/wfprov#',
  wr: 'https://w3id.org/ro/terms/workflow-run#',
  schema: 'http://schema.org/',
};

/** The record of a run of one step, sealed in a bundle. */
export function recordOfOneStep(): ProvDocument {
  const builder = new DocumentBuilder(PREFIXES);
  builder
    .entity('ex:prov-7f3a', { 'prov:type': qn('prov:Bundle') })
    .activity('ex:capture-7f3a', '2026-01-05T10:00:21Z', '2026-01-05T10:00:22Z')
    .agent('ex:service.1.0.0', { 'prov:type': qn('prov:SoftwareAgent') })
    .agent('ex:user-42cd', { 'prov:type': qn('prov:Person'), 'schema:name': 'Ada Example' })
    .wasGeneratedBy('ex:prov-7f3a', 'ex:capture-7f3a', { time: '2026-01-05T10:00:22Z' })
    .wasAttributedTo('ex:prov-7f3a', 'ex:service.1.0.0');
  const record = builder.bundle('ex:prov-7f3a');
  const step = 'ex:run-7f3a.step.count';
  record
    .entity('ex:workflow-12ab.r3', {
      'prov:type': [qn('prov:Plan'), qn('wfdesc:Workflow')],
      'schema:version': '1.0',
      'wr:sha256': '77aa',
    })
    .entity('ex:workflow-12ab.r3.step.count', {
      'prov:type': [qn('prov:Plan'), qn('wfdesc:Process')],
      'own:declaredImage': 'busybox:1.36',
    })
    .entity('ex:run-7f3a.submitted', { 'prov:type': qn('prov:Plan'), 'wr:sha256': '88bb' })
    .wasDerivedFrom('ex:run-7f3a.submitted', 'ex:workflow-12ab.r3', { attributes: { 'prov:type': qn('own:Instrumentation') } })
    .agent('ex:engine-reana.0.9.4', { 'prov:type': [qn('prov:SoftwareAgent'), qn('wfprov:WorkflowEngine')] })
    .agent('ex:service.1.0.0', { 'prov:type': qn('prov:SoftwareAgent'), 'schema:softwareVersion': '1.0.0' })
    .agent('ex:user-42cd', { 'prov:type': qn('prov:Person') })
    .activity('ex:run-7f3a', '2026-01-05T10:00:00Z', '2026-01-05T10:00:20Z', {
      'prov:type': qn('wfprov:WorkflowRun'),
      'schema:actionStatus': qn('schema:CompletedActionStatus'),
      'own:attempt': 1,
    })
    .wasAssociatedWith('ex:run-7f3a', 'ex:service.1.0.0', { plan: 'ex:workflow-12ab.r3' })
    .wasAssociatedWith('ex:run-7f3a', 'ex:engine-reana.0.9.4', { plan: 'ex:run-7f3a.submitted' })
    .wasAssociatedWith('ex:run-7f3a', 'ex:user-42cd', { attributes: { 'prov:role': qn('own:submitter') } })
    .actedOnBehalfOf('ex:engine-reana.0.9.4', 'ex:service.1.0.0', { activity: 'ex:run-7f3a' })
    .actedOnBehalfOf('ex:service.1.0.0', 'ex:user-42cd', { activity: 'ex:run-7f3a' })
    .activity(step, '2026-01-05T10:00:05Z', '2026-01-05T10:00:18Z', {
      'prov:type': qn('wfprov:ProcessRun'),
      'wfprov:wasPartOfWorkflowRun': qn('ex:run-7f3a'),
      'own:exitCode': 0,
    })
    .wasStartedBy(step, { starter: 'ex:run-7f3a', time: '2026-01-05T10:00:05Z' })
    .wasAssociatedWith(step, 'ex:engine-reana.0.9.4', { plan: 'ex:workflow-12ab.r3.step.count' })
    .entity('cont:sha256-ab12', { 'prov:type': qn('own:Content'), 'wr:sha256': 'ab12', 'schema:contentSize': 12 })
    .entity('cont:sha256-cd34', { 'prov:type': qn('own:Content'), 'wr:sha256': 'cd34', 'schema:contentSize': 6 })
    .entity('ex:run-7f3a.file.9022e48d7d', { 'prov:type': qn('wfprov:Artifact'), 'schema:name': 'in.txt', 'own:path': 'in.txt' })
    .entity('ex:run-7f3a.file.527503ca8a', {
      'prov:type': qn('wfprov:Artifact'),
      'schema:name': 'count.txt',
      'own:path': 'out/count.txt',
    })
    .specializationOf('ex:run-7f3a.file.9022e48d7d', 'cont:sha256-ab12')
    .specializationOf('ex:run-7f3a.file.527503ca8a', 'cont:sha256-cd34')
    .used('ex:run-7f3a', 'ex:run-7f3a.file.9022e48d7d', {
      id: 'ex:run-7f3a.u.b580261661',
      attributes: { 'prov:role': qn('ex:workflow-12ab.r3.in.f') },
    })
    .used(step, 'ex:run-7f3a.file.9022e48d7d', {
      id: 'ex:run-7f3a.u.fe0942b0df',
      attributes: { 'prov:role': qn('ex:workflow-12ab.r3.step.count.in.f') },
    })
    .wasGeneratedBy('ex:run-7f3a.file.527503ca8a', step, {
      id: 'ex:run-7f3a.g.45f2d20f4b',
      time: '2026-01-05T10:00:17Z',
      attributes: { 'prov:role': qn('ex:workflow-12ab.r3.step.count.out.out') },
    })
    .wasGeneratedBy('ex:run-7f3a.file.527503ca8a', 'ex:run-7f3a', {
      id: 'ex:run-7f3a.g.a514dc6609',
      time: '2026-01-05T10:00:17Z',
      attributes: { 'prov:role': qn('ex:workflow-12ab.r3.out.out') },
    });
  return builder.build();
}

export interface ScatteredRun {
  readonly document: ProvDocument;
  /** Step runs that failed. */
  readonly failed: string[];
  /** Shards and their files, by the label of their group. */
  readonly groups: Map<string, string>;
}

/** A run that splits a file, counts its parts in shards of which one failed, and joins the counts. */
export function scatteredRun(shards: number): ScatteredRun {
  const builder = new DocumentBuilder(PREFIXES);
  const groups = new Map<string, string>();
  const run = 'ex:run-51c0';
  const file = (name: string): string => `${run}.file.${name}`;
  builder
    .agent('ex:engine-reana.0.9.4', { 'prov:type': qn('prov:SoftwareAgent'), 'schema:name': 'REANA 0.9.4' })
    .activity(run, '2026-01-05T10:00:00Z', '2026-01-05T10:00:20Z', {
      'schema:name': 'word-count',
      'prov:type': qn('wfprov:WorkflowRun'),
    })
    .wasAssociatedWith(run, 'ex:engine-reana.0.9.4')
    .entity(file('input'), { 'schema:name': 'moby-dick.txt' })
    .used(run, file('input'))
    .activity(`${run}.step.split`, '2026-01-05T10:00:01Z', '2026-01-05T10:00:03Z', { 'schema:name': 'split', 'own:exitCode': 0 })
    .wasStartedBy(`${run}.step.split`, { starter: run })
    .wasAssociatedWith(`${run}.step.split`, 'ex:engine-reana.0.9.4')
    .used(`${run}.step.split`, file('input'))
    .activity(`${run}.step.join`, '2026-01-05T10:00:15Z', '2026-01-05T10:00:19Z', {
      'schema:name': 'join & sum',
      'own:exitCode': 0,
    })
    .wasStartedBy(`${run}.step.join`, { starter: run })
    .wasAssociatedWith(`${run}.step.join`, 'ex:engine-reana.0.9.4');
  for (let shard = 0; shard < shards; shard += 1) {
    const [step, part, count] = [`${run}.step.count.${shard}`, file(`part-${shard}`), file(`count-${shard}`)];
    groups.set(step, 'count').set(part, 'part-*.txt').set(count, 'count-*.txt');
    const exitCode = shard === 2 ? 137 : 0;
    builder
      .entity(part, { 'schema:name': `part-${shard}.txt` })
      .wasGeneratedBy(part, `${run}.step.split`)
      .activity(step, '2026-01-05T10:00:05Z', '2026-01-05T10:00:14Z', {
        'schema:name': `count [${shard}]`,
        'own:exitCode': exitCode,
      })
      .wasStartedBy(step, { starter: run })
      .wasAssociatedWith(step, 'ex:engine-reana.0.9.4')
      .used(step, part, { attributes: { 'prov:role': 'text' } });
    if (exitCode !== 0) continue;
    builder
      .entity(count, { 'schema:name': `count-${shard}.txt` })
      .wasGeneratedBy(count, step)
      .used(`${run}.step.join`, count);
  }
  builder
    .entity(file('result'), { 'schema:name': 'résultat final.txt' })
    .wasGeneratedBy(file('result'), `${run}.step.join`)
    .wasGeneratedBy(file('result'), run);
  return { document: builder.build(), failed: [`${run}.step.count.2`], groups };
}
