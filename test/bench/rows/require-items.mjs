import { Failure } from '../../../scripts/setup/failure.mjs';

/** A sample answer must hold `count` entries, each right and none twice, before its speed says anything. */
export async function requireItems(service, path, count, isRight) {
  const items = Object.values(await service.data('GET', path));
  const wrong = items.findIndex((item) => !isRight(item));
  if (wrong >= 0) throw new Failure(`Entry ${wrong} of ${path} is wrong: ${JSON.stringify(items[wrong]).slice(0, 300)}`);
  const different = new Set(items.map((item) => JSON.stringify(item))).size;
  if (items.length !== count || different !== count)
    throw new Failure(`${path} lists ${items.length} entries, ${different} different ones, instead of ${count}.`);
}
