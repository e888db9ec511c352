# A tool that says itself what its outputs are.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'echo a > a.txt; echo "{\"text\": \"hi\", \"file\": {\"class\": \"File\", \"path\": \"a.txt\"}}" > cwl.output.json']
inputs: []
outputs: {text: string, file: File}
