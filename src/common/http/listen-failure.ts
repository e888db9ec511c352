const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EADDRNOTAVAIL: 'is no address of this machine',
  EACCES: 'needs more rights than this process has',
};

/** A socket cannot be opened: a sentence that names the setting, in place of the system's words; other errors as they are. */
export function listenFailure(error: unknown, { address, setting }: { address: string; setting: string }): unknown {
  const reason = error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
  if (reason === undefined) return error;
  return new Error(`The address ${address} ${reason}: free it, or set ${setting} to another one.`, { cause: error });
}
