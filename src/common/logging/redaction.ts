const SECRET_QUERY = /((?:[?&]|%3F|%26)(?:access_token|token|code|client_secret|password)(?:=|%3D))[^&\s"'#)]*/gi;

/** A text in which the secrets of query strings are blanked, percent-encoded ones too: REANA takes its token in the URL. */
export function redactUrl(text: string): string {
  return text.replace(SECRET_QUERY, '$1[redacted]');
}
