/** What stops a command: its message is one sentence that says what to do, and is all that the user sees. */
export class Failure extends Error {}
