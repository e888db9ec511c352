// Reads what the mapping made of a run.
import type { ObservedExecution } from '../../src/execution/execution.reader';
import type { ProvDocument, ProvRecord, RecordKind } from '../../src/prov';
import { mapExecution } from '../../src/provenance/mapping/record';

export const INSTALLATION = { baseIri: 'https://reprov.example.org', serviceVersion: '1.0.0' };

/** The run of all observed executions, unless they say otherwise. */
export const RUN = 'ex:run-7f3a9c1e-5b1d-4c55-8f0e-2d1f3b4a5c6d';

export function recordsOf(run: ObservedExecution): readonly ProvRecord[] {
  return documentOf(run).bundles[0]!.records;
}

export function documentOf(run: ObservedExecution): ProvDocument {
  return mapExecution(run, INSTALLATION);
}

/** The arguments of the statements of a kind, as text, without those about the plan. */
export function of(records: readonly ProvRecord[], kind: RecordKind): (string | null)[][] {
  const text = (argument: ProvRecord['arguments'][number]): string | null =>
    argument === null
      ? null
      : 'text' in argument
        ? argument.text.replace(`${RUN}.`, '')
        : 'lexical' in argument
          ? argument.lexical
          : '';
  return records.filter((record) => record.kind === kind).map((record) => record.arguments.map(text));
}

export function attributesOf(records: readonly ProvRecord[], name: string): Record<string, string[]> {
  const record = records.find(({ id }) => id?.text === name)!;
  const found: Record<string, string[]> = {};
  for (const { name: attribute, value: one } of record.attributes)
    (found[attribute.text] ??= []).push('lexical' in one ? one.lexical : one.text);
  return found;
}

/** Entity of the run by the label that people know it under. */
export function named(records: readonly ProvRecord[], label: string): string {
  const isNamed = ({ attributes }: ProvRecord): boolean =>
    attributes.some(({ name, value: one }) => name.text === 'schema:name' && 'lexical' in one && one.lexical === label);
  const record = records.find((one) => one.kind === 'entity' && one.id?.text.startsWith(RUN) && isNamed(one));
  return record?.id?.text.replace(`${RUN}.`, '') ?? `no entity ${label}`;
}
