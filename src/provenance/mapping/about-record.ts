import { DocumentBuilder, qn, type ProvDocument } from '../../prov';
import type { ObservedExecution } from '../../execution/execution.reader';
import type { Installation } from './record';
import { RecordNames } from './record-names';
import { recordPrefixes } from './vocabulary';

/** The seal of a record, as far as its statements tell of it. */
export interface SealFacts {
  readonly sha256: string;
  readonly sealedAt: Date;
  /** Null: nobody knows any more. */
  readonly sealedByUuid: string | null;
  readonly previousSha256: string | null;
}

/** The statements about the record, outside its bundle and its seal: who made it and when, and the names of people. */
export function aboutRecord(
  execution: ObservedExecution,
  seal: SealFacts | null,
  { installation, people }: { installation: Installation; people: ReadonlyMap<string, string> },
): ProvDocument {
  const names = new RecordNames(execution);
  const service = names.service(installation.serviceVersion);
  const builder = new DocumentBuilder(recordPrefixes(installation.baseIri));
  builder
    .entity(names.record, {
      'prov:type': qn('prov:Bundle'),
      'own:sha256': seal?.sha256,
      'own:sealedAt': seal?.sealedAt,
      'own:previousSeal': seal?.previousSha256,
    })
    .agent(service, { 'prov:type': qn('prov:SoftwareAgent'), 'schema:name': 'ReProv' })
    .wasAttributedTo(names.record, service);
  for (const [uuid, name] of people) builder.agent(names.user(uuid), { 'prov:type': qn('prov:Person'), 'schema:name': name });
  if (seal !== null) {
    const capture = `ex:capture-${execution.uuid}`;
    builder
      .activity(capture, null, seal.sealedAt)
      .wasGeneratedBy(names.record, capture, { time: seal.sealedAt })
      .wasAssociatedWith(capture, service);
    const sealer = seal.sealedByUuid === null ? null : names.user(seal.sealedByUuid);
    if (sealer !== null) builder.wasAssociatedWith(capture, sealer, { attributes: { 'prov:role': qn('own:sealer') } });
  }
  return builder.build();
}
