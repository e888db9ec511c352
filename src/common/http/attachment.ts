import contentDisposition from 'content-disposition';

/** Headers of a file that a browser must save and never render: users' files may be HTML or SVG with scripts. */
export function attachmentHeaders(path: string, mediaType = 'application/octet-stream'): Record<string, string> {
  const name = (path.split('/').at(-1) || 'file').replace(/\p{Cs}/gu, '\uFFFD'); // half a character has no encoding
  return {
    'content-type': mediaType,
    'content-disposition': contentDisposition(name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
}
