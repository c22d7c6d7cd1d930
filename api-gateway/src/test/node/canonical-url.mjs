// Checks canonical-url-vectors.json against this runtime's own WHATWG parser:
//   node canonical-url.mjs ../resources/canonical/canonical-url-vectors.json
import {readFileSync} from 'node:fs';

const MAX_LENGTH = 2048;
const octets = new TextEncoder();

/** Unreserved escapes decoded, all others in upper case, a stray percent sign escaped. */
function escapes(raw, allowed) {
  return raw.replace(/%[0-9a-f]{2}|[^]/giu, part => {
    if (part.length === 3) {
      const character = String.fromCharCode(parseInt(part.slice(1), 16));
      return /[\w.~-]/.test(character) ? character : part.toUpperCase();
    }
    return /[\w.~-]/.test(part) || allowed.includes(part)
      ? part
      : [...octets.encode(part)].map(o => '%' + o.toString(16).padStart(2, '0').toUpperCase()).join('');
  });
}

export function canonical(input) {
  if (input.length > MAX_LENGTH) return {refused: 'too_long'};
  let url;
  try {
    url = new URL(input);
  } catch {
    return {refused: 'unparsable'};
  }
  if (!/^https?:$/.test(url.protocol)) return {refused: 'unsupported_scheme'};
  if (!/^(\[.*\]|[\w.~!$&'()*+,;=-]+)$/.test(url.hostname) || /^\.|\.\./.test(url.hostname)) {
    return {refused: 'invalid_host'};
  }
  const path = escapes(url.pathname, "!$&'()*+,;=:@/");
  const name = parameter => parameter.split('=', 1)[0];
  const query = escapes(url.search.slice(1), '!$&()*+,;=:@/?')
    .split('&')
    .sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0))
    .join('&');
  const port = url.port && ':' + url.port;
  const text = `${url.protocol}//${url.hostname.replace(/\.$/, '')}${port}${path}${query && '?' + query}`;
  return text.length > MAX_LENGTH ? {refused: 'too_long'} : {canonical: text};
}

const UNPARSABLE = ['relative', 'invalid_host', 'invalid_port'];

function agrees(vector, actual) {
  return vector.refused
    ? vector.refused === actual.refused || (actual.refused === 'unparsable' && UNPARSABLE.includes(vector.refused))
    : vector.canonical === actual.canonical;
}

if (process.argv[2]) {
  const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const failures = vectors
    .map(vector => ({vector, actual: canonical(vector.input)}))
    .filter(({vector, actual}) => !agrees(vector, actual));
  failures.forEach(failure => console.error(JSON.stringify(failure)));
  console.log(`${vectors.length - failures.length} of ${vectors.length} agree`);
  process.exitCode = failures.length ? 1 : 0;
}
