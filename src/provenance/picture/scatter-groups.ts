import { argumentIri, attributeText, type BundleIndex } from './bundle-index';

/** A scatter of more jobs than this is drawn as one node. */
const COLLAPSE_ABOVE = 8;

/** The things of large scatters by the label of the node that stands for all of them: jobs, what they took and what they made. */
export function scatterGroups(index: BundleIndex): Map<string, string> {
  const groups = new Map<string, string>();
  const jobs = index.ofKind('activity').filter((one) => attributeText(one, 'own:scatterIndex') !== null);
  const sizes = new Map<string, number>();
  const stepOf = (record: (typeof jobs)[number]): string => attributeText(record, 'pplan:correspondsToStep') ?? '';
  for (const job of jobs) sizes.set(stepOf(job), (sizes.get(stepOf(job)) ?? 0) + 1);
  const isLarge = (iri: string | null): boolean => {
    const job = index.element(iri ?? '');
    return job !== null && attributeText(job, 'own:scatterIndex') !== null && (sizes.get(stepOf(job)) ?? 0) > COLLAPSE_ABOVE;
  };
  for (const job of jobs)
    if (job.id && isLarge(job.id.iri)) groups.set(job.id.iri, withoutIndex(attributeText(job, 'schema:name')));
  for (const record of [...index.ofKind('used'), ...index.ofKind('wasGeneratedBy')]) {
    const [activity, entity] = record.kind === 'used' ? [0, 1] : [1, 0];
    const iri = argumentIri(record, entity);
    const element = index.element(iri ?? '');
    if (iri === null || element === null || !isLarge(argumentIri(record, activity))) continue;
    const isOneOfMany = ['own:position', 'own:scatterIndex'].some((name) => attributeText(element, name) !== null);
    if (isOneOfMany) groups.set(iri, withoutIndex(attributeText(element, 'schema:name')));
  }
  return groups;
}

function withoutIndex(label: string | null): string {
  return (label ?? '').replace(/\[\d+\]$/, '');
}
