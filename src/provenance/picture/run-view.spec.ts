import { RUN_RECORDS } from '../../../test/factories/run-records';
import { documentOf } from '../../../test/factories/mapped-records';
import { chain, weather } from '../../../test/factories/observed-executions';
import { toDot } from '../../prov';
import { PictureDetail, toView } from './run-view';

function dotOf(name: string, detail = PictureDetail.Steps): string {
  const { document, options } = toView(RUN_RECORDS.find(([one]) => one === name)![1], detail);
  return toDot(document, options);
}

describe('the picture of a run', () => {
  it.each([
    ['failed', 'check (exit code 3)'],
    ['failed', 'failing 1.0 run 3 (failed)'],
    ['failed', 'limit = 50'],
    ['failed', 'user_1'],
    ['failed', 'REANA 0.9.4'],
    ['running', 'train (running)'],
    ['stopped', 'train (stopped)'],
    ['stopped', 'stop request'],
    ['scattered', 'years[2] = 2014'],
    ['scattered', 'yearly/summary[3]'],
    ['nested', 'samples (3)'],
  ])('of a %s run has the label "%s"', (name, label) => expect(dotOf(name)).toContain(`<${label}<br/>`));

  it('leaves out plans, slots and contents', () => {
    expect(dotOf('scattered')).not.toMatch(/cont:|workflow-|\.in\.|specializationOf/);
  });

  it('tells each use once: of the step, or of the run where no step used it', () => {
    const { document } = toView(RUN_RECORDS.find(([name]) => name === 'failed')![1], PictureDetail.Steps);
    const users = document.records
      .filter(({ kind }) => kind === 'used')
      .map(({ arguments: [user] }) => user && 'local' in user && user.local);
    expect(users.filter((user) => !String(user).includes('step.'))).toHaveLength(1);
  });

  it('declares all that it draws', () => {
    for (const [name] of RUN_RECORDS) expect(dotOf(name)).not.toContain('fillcolor="lightgray"');
  });

  it('shows large scatters as one', () => {
    const years = Array.from({ length: 30 }, (_, index) => 1990 + index);
    const { document, options } = toView(documentOf(weather(years)), PictureDetail.Steps);
    const dot = toDot(document, options);
    for (const label of ['yearly × 30', 'years × 30', 'yearly/summary × 30']) expect(dot).toContain(label);
    expect(dot.match(/ \[shape="box"/g)).toHaveLength(6);
  });

  it('says of the run alone what holds for very many steps', () => {
    const { document } = toView(documentOf(chain(60)), PictureDetail.Steps);
    const of = (kind: string) => document.records.filter((record) => record.kind === kind);
    expect(of('wasStartedBy')).toHaveLength(0);
    expect(of('used')).toHaveLength(60 + 1);
  });

  it('in full draws every statement', () => {
    expect(dotOf('failed', PictureDetail.Full)).toMatch(/specializationOf/);
  });
});
