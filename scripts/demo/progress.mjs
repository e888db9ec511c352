import { clearScreenDown, moveCursor } from 'node:readline';

const LIFE_MILLISECONDS = 8_000;

/** One line per step: redrawn on a terminal, elsewhere written when it changes, with a sign of life in between. */
export class Progress {
  #output;
  #name;
  #drawn = 0;
  #told = new Map();
  #lastWritten = Date.now();
  #began = Date.now();

  constructor(name, output = process.stdout) {
    this.#name = name;
    this.#output = output;
  }

  show({ status, steps }) {
    const lines = [[this.#name, status], ...steps.map((step) => [`  ${step.name}`, step.status + duration(step)])];
    if (this.#output.isTTY) this.#redraw(lines);
    else this.#tell(lines);
  }

  #redraw(lines) {
    moveCursor(this.#output, 0, -this.#drawn);
    clearScreenDown(this.#output);
    const width = (this.#output.columns || 80) - 1; // a line that wraps could not be redrawn
    for (const [name, state] of lines) this.#output.write(`${`${name.padEnd(24)} ${state}`.slice(0, width)}\n`);
    this.#drawn = lines.length;
  }

  #tell(lines) {
    for (const [name, state] of lines) if (this.#told.get(name) !== state) this.#write(`${name.padEnd(24)} ${state}`);
    for (const [name, state] of lines) this.#told.set(name, state);
    if (Date.now() - this.#lastWritten > LIFE_MILLISECONDS)
      this.#write(
        `${this.#name.padEnd(24)} still ${this.#told.get(this.#name)} after ${Math.round((Date.now() - this.#began) / 1000)} s`,
      );
  }

  #write(line) {
    this.#output.write(`${line}\n`);
    this.#lastWritten = Date.now();
  }
}

/** How long a step took once it has ended; REANA's times are whole seconds. */
function duration({ start_time: start, end_time: end }) {
  const seconds = start && end ? Math.round((Date.parse(end) - Date.parse(start)) / 1000) : 0;
  return seconds > 0 ? ` in ${seconds} s` : '';
}
