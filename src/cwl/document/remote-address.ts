const LONGEST = 2_048;
const OUTPUT = /^reprov:execution\/\d{1,15}\/outputs\/[^/?#]/;

/**
 * May bytes be fetched from there: an http(s) URL without user name and password, or an output of an earlier execution,
 * `reprov:execution/7/outputs/chart.svg`. A URL parser silently drops tabs and line breaks, hence they are refused before.
 */
export function isFetchable(address: string): boolean {
  if (address.length > LONGEST || /[\p{Cc}\s{}<>"\\]/u.test(address)) return false;
  if (OUTPUT.test(address)) return true;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return false;
  const { username, password, hostname } = new URL(address);
  return username === '' && password === '' && hostname !== '';
}

/** Does a location ask for something to be fetched, rightly or not? Other schemes, such as `file:`, never do. */
export function asksToFetch(location: string): boolean {
  return /^(https?|reprov):/i.test(location);
}
