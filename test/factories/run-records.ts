// Records as the service exports them: the statements of a run as a bundle, with those about the record outside.
import { canonicalText, parseCanonical, type ProvDocument } from '../../src/prov';
import { aboutRecord } from '../../src/provenance/mapping/about-record';
import { recordPrefixes } from '../../src/provenance/mapping/vocabulary';
import type { ObservedExecution } from '../../src/execution/execution.reader';
import { documentOf, INSTALLATION } from './mapped-records';
import { at, COLLEAGUE, failing, hashOf, nested, OWNER, penguins, running, stopped, weather } from './observed-executions';
import { hostile, scatteredInside } from './odd-executions';

export const RUN_RECORDS: readonly (readonly [string, ProvDocument])[] = [
  ['finished', exported(penguins())],
  ['captured', exported(penguins(), true)],
  ['failed', exported(failing())],
  ['stopped', exported(stopped())],
  ['running', exported(running())],
  ['scattered', exported(weather())],
  ['nested', exported(nested())],
  ['scattered inside', exported(scatteredInside())],
  ['hostile', exported(hostile())],
];

function exported(run: ObservedExecution, isSealed = false): ProvDocument {
  const people = new Map([
    [OWNER, 'user_1'],
    [COLLEAGUE, 'user_2'],
  ]);
  const seal = { sha256: hashOf('record'), sealedAt: at(100), sealedByUuid: COLLEAGUE, previousSha256: hashOf('previous') };
  const about = aboutRecord(run, isSealed ? seal : null, { installation: INSTALLATION, people });
  return parseCanonical(canonicalText(documentOf(run)) + canonicalText(about), recordPrefixes(INSTALLATION.baseIri));
}
