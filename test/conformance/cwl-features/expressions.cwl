# An ExpressionTool, valueFrom on a step, and JavaScript in arguments.
cwlVersion: v1.2
class: Workflow
requirements: {InlineJavascriptRequirement: {}, StepInputExpressionRequirement: {}}
inputs: {numbers: 'int[]'}
steps:
  total:
    in: {numbers: numbers}
    out: [total]
    run:
      class: ExpressionTool
      requirements: {InlineJavascriptRequirement: {}}
      inputs: {numbers: 'int[]'}
      outputs: {total: int}
      expression: '${return {total: inputs.numbers.reduce(function(a, b) {return a + b;}, 0)};}'
  show:
    in: {total: total/total, twice: {source: total/total, valueFrom: $(self * 2)}}
    out: [shown]
    run:
      class: CommandLineTool
      requirements: {InlineJavascriptRequirement: {}}
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: echo
      inputs: {total: int, twice: int}
      arguments: ['$(inputs.total + " and " + inputs.twice)', {valueFrom: '${return ["a", "b c"];}'}]
      stdout: shown.txt
      outputs: {shown: stdout}
outputs: {shown: {type: File, outputSource: show/shown}}
