import { PLATFORM_FIELDS } from '../document/fields';
import type { Parameter, Process } from '../document/model';
import { isFetchable } from '../document/remote-address';
import { quote } from '../source/json';
import type { Report } from '../source/report';
import { withoutNull } from '../types/cwl-type';

/** The URL of `valueFromPlatform: "{{URL}}"` on an input; null: there is none, or it is refused elsewhere. */
export function platformUrlOf({ raw }: Parameter): string | null {
  const value = writtenValue(raw);
  return typeof value === 'string' ? (parsePlatformValue(value)?.url ?? null) : null;
}

/** Checks the values that a catalogue is to give: on File inputs of the main process only, as http(s) URLs or outputs of earlier executions. */
export function checkPlatformValues(main: Process, report: Report): void {
  for (const input of main.inputs) {
    const value = writtenValue(input.raw);
    if (value === undefined) continue;
    const place = input.place.at(Object.hasOwn(input.raw, 'valueFromPlatform') ? 'valueFromPlatform' : 'valueFromEntity');
    if (withoutNull(input.type) !== 'File')
      report.add(
        'cwl.platform_value_type',
        `${quote(input.id)} takes a value from the platform and must be of type File or File?.`,
        place,
      );
    if (typeof value !== 'string' || !parsePlatformValue(value))
      report.add(
        'cwl.platform_url',
        `The value from the platform of ${quote(input.id)} must be "{{URL}}" with an http(s) URL without user name and password, or with reprov:execution/<number>/outputs/<path>.`,
        place,
      );
  }
}

/** As checkPlatformValues, for all other processes: there it has no meaning. */
export function refusePlatformValues(process: Process, report: Report): void {
  for (const input of process.inputs)
    for (const field of PLATFORM_FIELDS)
      if (Object.hasOwn(input.raw, field))
        report.add(
          'cwl.platform_value_misplaced',
          `${quote(input.id)}: ${field} stands on inputs of the main workflow only.`,
          input.place,
        );
}

function writtenValue(raw: Parameter['raw']): unknown {
  return raw.valueFromPlatform ?? raw.valueFromEntity;
}

/** `{{url}}`, `{{ url }}` or `url`. */
function parsePlatformValue(value: string): { url: string } | null {
  if (/\p{Cc}/u.test(value)) return null;
  const trimmed = value.trim();
  const inner = trimmed.startsWith('{{') && trimmed.endsWith('}}') ? trimmed.slice(2, -2).trim() : trimmed;
  return isFetchable(inner) ? { url: inner } : null;
}
