# Steps that run only under a condition; one is skipped.
cwlVersion: v1.2
class: Workflow
requirements: {InlineJavascriptRequirement: {}, MultipleInputFeatureRequirement: {}}
inputs: {limit: int}
steps:
  low: &step
    in: {limit: limit}
    out: [made]
    when: $(inputs.limit < 5)
    run: &tool
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [echo, low]
      inputs: {limit: int}
      stdout: low.txt
      outputs: {made: stdout}
  high:
    <<: *step
    when: $(inputs.limit >= 5)
    run: {<<: *tool, baseCommand: [echo, high], stdout: high.txt}
outputs:
  made: {type: File, outputSource: [low/made, high/made], pickValue: the_only_non_null}
  skipped: {type: "File?", outputSource: low/made}
