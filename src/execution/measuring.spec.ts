import { StepStatus } from './execution-status';
import { measuringSentence, whyUnmeasured } from './measuring';

describe('why a step was not measured', () => {
  const { Waiting, Running, Finished, Failed } = StepStatus;
  it.each([
    [Finished, 'off', null, 'switched_off'],
    [Waiting, 'off', null, 'switched_off'],
    [Finished, 'too_large', null, 'too_large'],
    [Finished, 'inline', 'It is odd.', 'tool_not_measurable'],
    [Waiting, 'uploaded', 'It is odd.', 'tool_not_measurable'],
    [Waiting, 'inline', null, 'not_ended'],
    [Running, null, null, 'not_ended'],
    [Finished, null, null, 'too_old'],
    [Failed, 'inline', null, 'no_record'],
    [Finished, 'uploaded', null, 'no_record'],
  ] as const)('%s, %s, %s: %s', (status, mode, toolReason, code) => {
    expect(whyUnmeasured(status, mode, toolReason)).toMatchObject({ code, message: expect.stringMatching(/\.$/) as string });
  });

  it.each(['inline', 'uploaded', 'off', 'too_large', null] as const)('%s has a sentence', (mode) => {
    expect(measuringSentence(mode)).toMatch(/^(Each|No) step is .+\.$/);
  });
});
