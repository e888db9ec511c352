import { requirementTable } from '../document/fields';
import type { Process, Requirement } from '../document/model';
import type { Use } from '../document/surroundings';
import { asList, isObject, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';

/** Requirements whose conformance tests REANA 0.9 passes in part only (docs.reana.io, "CWL", badges). */
const WEAK: Readonly<Record<string, string>> = {
  InitialWorkDirRequirement: 'InitialWorkDirRequirement',
  ToolTimeLimit: 'ToolTimeLimit',
  NetworkAccess: 'NetworkAccess',
  ShellCommandRequirement: 'ShellCommandRequirement',
};

/** Warns of what is right in CWL and behaves differently on REANA, where all steps of a run share one working folder. */
export class ReanaChecker {
  private readonly stdoutNames = new Map<string, string>();
  private readonly weak = new Set<string>();
  private readonly seen = new Set<Process>();

  constructor(private readonly report: Report) {}

  check(use: Use): void {
    const { process } = use;
    if (process.class === 'CommandLineTool') this.checkStdout(use);
    if (this.seen.has(process)) return;
    this.seen.add(process);
    for (const requirement of [...process.requirements, ...process.hints]) this.checkRequirement(requirement, process);
    for (const step of process.steps) {
      for (const requirement of [...step.requirements, ...step.hints]) this.checkRequirement(requirement, process);
      if (step.isConditional) this.noteWeak('when', step.place.at('when'));
    }
    if (process.class === 'CommandLineTool') this.checkTool(process);
  }

  private checkTool(process: Process): void {
    const { raw, place } = process;
    this.checkCommand(raw, place);
    for (const field of ['successCodes', 'temporaryFailCodes', 'permanentFailCodes'])
      if (asList(raw[field]).length > 0)
        this.report.add(
          'cwl.reana_exit_codes',
          `REANA does not pass on exit codes; ${field} has no effect there.`,
          place.at(field),
        );
    for (const input of process.inputs) {
      if (input.raw.format !== undefined)
        this.report.add('cwl.reana_format', `REANA does not check the format of ${quote(input.id)}.`, input.place.at('format'));
      if (input.raw.secondaryFiles !== undefined) this.noteWeak('secondaryFiles', input.place.at('secondaryFiles'));
    }
    for (const output of process.outputs) this.checkGlob(output.raw.outputBinding, output.place);
    for (const field of ['stdout', 'stderr']) this.checkFileName(raw[field], place.at(field));
  }

  private checkCommand(raw: Process['raw'], place: Place): void {
    const words = [...asList(raw.baseCommand), ...asList(raw.arguments)];
    if (words[0] === '/bin/sh' || words[0] === '/bin/bash')
      this.report.add(
        'cwl.reana_shell',
        `REANA drops the first two words of a command that begins with ${words[0]}; write ${words[0].slice(5)} instead.`,
        place.at(asList(raw.baseCommand).length > 0 ? 'baseCommand' : 'arguments'),
      );
    const texts = words.map((word) => (isObject(word) ? word.valueFrom : word)).filter((word) => typeof word === 'string');
    if (texts.some((text) => text.includes('/bin/sh -c ')))
      this.report.add('cwl.reana_shell', 'REANA deletes the text /bin/sh -c inside a command; write sh -c.', place);
    if (texts.some((text) => text.includes('/tmp/')))
      this.report.add('cwl.reana_tmp', 'REANA rewrites /tmp/ in commands; use $(runtime.tmpdir) or a relative path.', place);
  }

  private checkGlob(binding: unknown, place: Place): void {
    if (!isObject(binding)) return;
    for (const glob of asList(binding.glob))
      if (typeof glob === 'string' && /^\*(\.\w+)?$/.test(glob))
        this.report.add(
          'cwl.reana_wide_glob',
          `On REANA the glob ${quote(glob)} also finds the files of earlier steps; use a name of its own.`,
          place,
        );
  }

  private checkFileName(name: unknown, place: Place): void {
    if (typeof name === 'string' && !name.includes('$') && /[^\w.+,\-@/]/u.test(name))
      this.report.add('cwl.reana_file_name', `REANA writes ${quote(name)} into a shell command without quotes.`, place);
  }

  private checkRequirement({ class: name, raw, place }: Requirement, process: Process): void {
    if (!requirementTable(name, process.version)) return;
    if (name === 'ResourceRequirement')
      this.report.add(
        'cwl.reana_resources',
        'REANA ignores ResourceRequirement; use its hints, for instance kubernetes_memory_limit.',
        place,
      );
    if (name === 'InplaceUpdateRequirement' && raw.inplaceUpdate === true)
      this.report.add('cwl.reana_inplace_update', 'REANA does not update files in place.', place);
    const weak = WEAK[name];
    if (weak) this.noteWeak(weak, place);
  }

  private noteWeak(feature: string, place: Place): void {
    if (this.weak.has(feature)) return;
    this.weak.add(feature);
    this.report.add('cwl.reana_weak_feature', `REANA supports ${feature} in part only; try the workflow there.`, place);
  }

  private checkStdout({ process, path, step }: Use): void {
    const name = process.raw.stdout;
    if (typeof name !== 'string' || name.includes('$')) return;
    const where = path.join('/');
    const before = this.stdoutNames.get(name);
    this.stdoutNames.set(name, where);
    if (before !== undefined)
      this.report.add(
        'cwl.reana_same_stdout',
        `The steps ${quote(before)} and ${quote(where)} both write ${quote(name)}; on REANA they share a folder.`,
        process.place.at('stdout'),
      );
    else if (step && step.scatter.length > 0)
      this.report.add(
        'cwl.reana_same_stdout',
        `The jobs of the scattered step ${quote(where)} all write ${quote(name)}; on REANA they share a folder.`,
        process.place.at('stdout'),
      );
  }
}
