export interface Engine {
  readonly name: string;
  readonly version: string;
}

/** How cwltool presents itself at the start: `INFO /usr/bin/cwltool 3.1.20210628163208`. */
const CWLTOOL = /\bcwltool (\d+\.\d[\w.+-]{0,60})\s/;
/** It does so in its first lines; what tools print later may look the same. */
const LOOKED_AT = 64 * 1024;

/** Which engine wrote this text; null: it does not say. */
export async function engineIn(text: AsyncIterable<string>): Promise<Engine | null> {
  let start = '';
  for await (const piece of text) {
    start += piece;
    if (start.length >= LOOKED_AT) break;
  }
  const version = CWLTOOL.exec(start.slice(0, LOOKED_AT))?.[1];
  return version === undefined ? null : { name: 'cwltool', version };
}
