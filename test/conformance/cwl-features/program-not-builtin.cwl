# Programs that shells have of their own, which print other things.
cwlVersion: v1.1
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [echo, 'a\nb\c', 'd']
inputs: []
stdout: out.txt
outputs: {out: stdout}
