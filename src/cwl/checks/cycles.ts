import type { Process } from '../document/model';
import { quote } from '../source/json';
import type { Report } from '../source/report';

/** Steps that wait for each other never start: names one such circle, if there is any. */
export function checkCycles(workflow: Process, report: Report): void {
  const needs = neededSteps(workflow);
  const waiting = new Map([...needs].map(([id, before]) => [id, before.size]));
  const ready = [...waiting.keys()].filter((id) => waiting.get(id) === 0);
  const next = followers(needs);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const follower of next.get(id) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  }
  const circle = findCircle(needs, waiting);
  const step = workflow.steps.find(({ id }) => id === circle[0]);
  if (!step) return;
  const names = circle.slice(0, 10).map(quote).join(' -> ');
  report.add('cwl.step_cycle', `These steps wait for each other: ${names}${circle.length > 10 ? ' -> ...' : ''}.`, step.place);
}

function neededSteps({ steps }: Process): Map<string, Set<string>> {
  const ids = new Set(steps.map(({ id }) => id));
  const beforeOf = (sources: readonly string[]): string[] =>
    sources.filter((source) => source.includes('/')).map((source) => source.slice(0, source.indexOf('/')));
  return new Map(
    steps.map(({ id, inputs }) => [
      id,
      new Set(inputs.flatMap(({ link }) => beforeOf(link.sources)).filter((one) => ids.has(one))),
    ]),
  );
}

function followers(needs: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const [id, before] of needs)
    for (const one of before) {
      const list = next.get(one);
      if (list) list.push(id);
      else next.set(one, [id]);
    }
  return next;
}

/** Every step that still waits needs another that waits: going back must come round. */
function findCircle(needs: ReadonlyMap<string, ReadonlySet<string>>, waiting: ReadonlyMap<string, number>): string[] {
  const [start] = waiting.keys();
  const way = new Map<string, number>();
  let at = start;
  while (at !== undefined && !way.has(at)) {
    way.set(at, way.size);
    at = [...(needs.get(at) ?? [])].find((id) => waiting.has(id));
  }
  return at === undefined ? [] : [...way.keys()].slice(way.get(at)).reverse();
}
