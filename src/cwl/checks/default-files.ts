import { checkFields } from '../document/fields';
import type { Process } from '../document/model';
import { FAULT_WORDS, resolvePath, resolveReference } from '../document/paths';
import { isObject, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';

/** A file that a document itself names, by its path among the attached files. */
export interface DefaultFile {
  readonly path: string;
  readonly isDirectory: boolean;
  readonly place: Place;
}

/** The files that defaults and InitialWorkDirRequirement name; what does not lead to an attached file is refused. */
export function findDefaultFiles(process: Process, report: Report): DefaultFile[] {
  const found: DefaultFile[] = [];
  const visit = (value: unknown, place: Place): void => {
    if (Array.isArray(value)) (value as unknown[]).forEach((item, index) => visit(item, place.at(index)));
    if (!isObject(value)) return;
    if (value.class === 'File' || value.class === 'Directory') addFile(value, place);
    for (const [key, item] of Object.entries(value)) visit(item, place.at(key));
  };
  const addFile = (file: Record<string, unknown>, place: Place): void => {
    checkFields(file, file.class === 'Directory' ? 'Directory' : 'File', { version: process.version, place, report });
    const field = file.location !== undefined ? 'location' : 'path';
    const written = file[field];
    if (typeof written !== 'string' || written.includes('$(') || written.includes('${')) return;
    const resolved = field === 'location' ? resolveReference(written, process.file) : resolvePath(written, process.file);
    if ('path' in resolved) found.push({ path: resolved.path, isDirectory: file.class === 'Directory', place: place.at(field) });
    else
      report.add(
        'cwl.default_not_relative',
        `${quote(written)} ${FAULT_WORDS[resolved.fault]}; attach the file and name it by its path.`,
        place.at(field),
      );
  };
  for (const input of process.inputs) visit(input.raw.default, input.place.at('default'));
  for (const step of process.steps) {
    for (const input of step.inputs) visit(input.raw.default, input.place.at('default'));
    visitListings(step);
  }
  function visitListings({ requirements, hints }: Pick<Process, 'requirements' | 'hints'>): void {
    for (const one of [...requirements, ...hints])
      if (one.class === 'InitialWorkDirRequirement') visit(one.raw.listing, one.place.at('listing'));
  }
  visitListings(process);
  return found;
}

export function checkDefaultFiles(files: readonly DefaultFile[], hasFile: (path: string) => boolean, report: Report): void {
  for (const { path, isDirectory, place } of files)
    if (!isDirectory && !hasFile(path))
      report.add(
        'cwl.default_file_missing',
        `The default file ${quote(path)} is not among the attached files; attach it.`,
        place,
      );
}
