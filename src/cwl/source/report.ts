import { type FindingCode, SEVERITY_OF_CODE } from '../codes';
import type { CwlFinding } from '../finding';
import type { Place } from './place';

interface Noted {
  readonly code: FindingCode;
  readonly message: string;
  readonly place: Place;
}

/** Collects findings; the first hundred errors and the first hundred warnings are enough to act on. */
export class Report {
  private readonly noted = { error: [] as Noted[], warning: [] as Noted[] };
  private readonly given: CwlFinding[] = [];
  private readonly said = new WeakMap<Place, Set<string>>();
  private more: Place | null = null;

  constructor(
    private readonly maxFindings: number,
    private readonly room: 'cwl' | 'job',
  ) {}

  /** The same sentence about the same place is kept once: a tool may be used by many steps. */
  add(code: FindingCode, message: string, place: Place): void {
    const said = this.said.get(place) ?? new Set();
    if (said.has(message)) return;
    this.said.set(place, said.add(message));
    const list = this.noted[SEVERITY_OF_CODE[code]];
    if (list.length < this.maxFindings) list.push({ code, message, place });
    else this.more ??= place;
  }

  /** Takes over findings that already know their lines. */
  addAll(findings: readonly CwlFinding[]): void {
    this.given.push(...findings);
  }

  get hasErrors(): boolean {
    return this.noted.error.length > 0 || this.given.some((finding) => finding.severity === 'error');
  }

  /** Errors before warnings, each in the order of file and line. */
  findings(): CwlFinding[] {
    const own = [...this.noted.error, ...this.noted.warning].map(toFinding);
    const files = new Map<string, number>();
    for (const { file } of [...this.given, ...own]) if (!files.has(file)) files.set(file, files.size);
    const rank = (finding: CwlFinding): number => (finding.severity === 'error' ? 0 : 1);
    const all = [...this.given, ...own].sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (files.get(a.file) ?? 0) - (files.get(b.file) ?? 0) ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0),
    );
    if (this.more)
      all.push({
        severity: 'warning',
        code: `${this.room}.more_findings`,
        message: 'There are more findings than are shown; correct these first.',
        file: this.more.file.name,
        line: null,
        column: null,
        field: null,
      });
    return all;
  }
}

function toFinding({ code, message, place }: Noted): CwlFinding {
  const position = place.position();
  return {
    severity: SEVERITY_OF_CODE[code],
    code,
    message,
    file: place.file.name,
    line: position?.line ?? null,
    column: position?.column ?? null,
    field: place.field(),
  };
}
