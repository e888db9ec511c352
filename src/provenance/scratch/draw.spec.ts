import { writeFileSync } from 'node:fs';
import { mapExecution } from '../mapping/record';
import { aboutRecord } from '../mapping/about-record';
import { canonicalText, parseCanonical, toDot } from '../../prov';
import { recordPrefixes } from '../mapping/vocabulary';
import { toView, PictureDetail } from '../picture/run-view';
import { GraphRenderer } from '../drawing/graph-renderer';
import * as runs from '../../../test/factories/observed-executions';
const inst = { baseIri: 'https://reprov.example.org', serviceVersion: '0.1.0' };
const drive = <R>(g: Generator<undefined, R>): R => {
  for (;;) {
    const n = g.next();
    if (n.done) return n.value;
  }
};
it('x', async () => {
  const r = new GraphRenderer({ limitMilliseconds: 20000 });
  for (const [name, run] of Object.entries({
    weather: runs.weather(),
    failing: runs.failing(),
    stopped: runs.stopped(),
    nested: runs.nested(),
    penguins: runs.penguins(),
    many: runs.weather(Array.from({ length: 30 }, (_, i) => 1990 + i)),
  })) {
    const back = parseCanonical(canonicalText(drive(mapExecution(run, inst))), recordPrefixes(inst.baseIri));
    const about = aboutRecord(run, null, { installation: inst, people: new Map([[runs.OWNER, 'user_1']]) });
    const view = toView({ ...about, bundles: back.bundles }, PictureDetail.Steps);
    const t = performance.now();
    const dot = toDot(view.document, view.options);
    const t2 = performance.now();
    writeFileSync(`/tmp/pictures/${name}.dot`, dot);
    writeFileSync(`/tmp/pictures/${name}.png`, await r.drawPng(dot));
    console.log(name, Math.round(t2 - t), Math.round(performance.now() - t2));
  }
  await r.close();
}, 60000);
