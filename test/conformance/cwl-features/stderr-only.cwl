# Only stderr in a file; what the tool prints goes to the log.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'echo "to the log"; echo "to the file" >&2']
inputs: []
stderr: messages.txt
outputs: {err: stderr}
