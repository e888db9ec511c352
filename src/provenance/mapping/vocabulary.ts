import type { Prefixes } from '../../prov';

/** The content of files and values is named alike in all installations, so that equal bytes have one name everywhere. */
const CONTENT = 'urn:reprov:content:';

/** The prefixes of every record; `ex` and `own` hang on the base that this installation was started with first. */
export function recordPrefixes(baseIri: string): Prefixes {
  return {
    ex: `${baseIri}/id/`,
    own: `${baseIri}/ns#`,
    cont: CONTENT,
    wfdesc: 'http://purl.org/wf4ever/wfdesc#',
    wfprov: 'http://purl.org/wf4ever/wfprov#',
    pplan: 'http://purl.org/net/p-plan#',
    wr: 'https://w3id.org/ro/terms/workflow-run#',
    schema: 'http://schema.org/',
  };
}

/** What our own terms mean, units included; records use no others. */
export const OWN_TERMS = {
  Content: 'Type: these bytes or this value, or an occurrence of them.',
  Instrumentation: 'Type of a derivation: the specification with our measuring commands added.',
  StopRequest: 'Type: the wish of a person that a run be stopped.',
  Cancellation: 'Type: the act of asking for a run to be stopped.',
  CancelledActionStatus: 'Status of a run or step that was stopped before its end.',
  submitter: 'Role: who asked for the run.',
  canceller: 'Role: who asked for the run to be stopped.',
  sealer: 'Role: who asked for the record to be sealed.',
  backendJobId: 'The number of the job at the system that ran it.',
  command: 'The command line of the step, as the engine tells it.',
  cwlType: 'The type that the CWL document gives the slot or the value.',
  cwlVersion: 'The version of CWL of the registered document.',
  declaredImage: 'The container image that the workflow asks for.',
  default: 'The value of the slot where none is given, as JSON.',
  exitCode: 'The exit code of the command.',
  failureCode: 'Stable code of the reason why the run failed.',
  jobName: 'The name of the job at the engine.',
  ordinal: 'The number of the revision within its workflow, from 1.',
  path: 'The path in the workspace of the run.',
  position: 'The place in an array, from 0.',
  previousSeal: 'sha256 of the record of the same group that was sealed before, in hexadecimal digits.',
  reanaId: "REANA's UUID of the run.",
  reanaName: "REANA's name of the run, without its number.",
  reanaRunNumber: "REANA's number of the run among those of its name.",
  reportedImage: 'The container image that the engine names for the job; whether it was used is not observed.',
  runClass: 'The class of the CWL process that the step runs.',
  scatter: 'The name of an input over which the step is scattered.',
  scatterIndex: 'Which element of the scatter this is, from 0 in the order of the start.',
  scatterMethod: 'How several scattered inputs are combined (CWL).',
  sealedAt: 'When the record was sealed.',
  sha256: "sha256 of the record's statements in canonical form, in hexadecimal digits.",
} as const;
