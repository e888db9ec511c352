import { readFile, writeFile } from 'node:fs/promises';
import { Failure } from '../setup/failure.mjs';

const TOKEN_MILLISECONDS = 60_000; // a token lives five minutes

/** The REST API as user_1 sees it. Every refusal is a Failure with the API's own sentence. */
export class Api {
  #address;
  #issuer;
  #token = { text: '', until: 0 };

  constructor({ api, issuer }) {
    this.#address = api;
    this.#issuer = issuer;
  }

  /** `files`: path -> where to read it. Answers the registry_id. */
  async register({ name, spec, job, files }) {
    const form = new FormData();
    form.set('name', name);
    form.set('version', '1');
    form.set('spec_file', await blob(spec), 'workflow.cwl');
    form.set('input_file', await blob(job), 'job.yml');
    for (const [path, file] of files) form.append('files', await blob(file), path);
    return (await this.#data('POST', '/workflow_registry/register', form)).registry_id;
  }

  async execute(registryId) {
    return (await this.#data('POST', `/workflow_execution/execute/${registryId}`)).execution_id;
  }

  execution(id) {
    return this.#data('GET', `/workflow_execution/${id}`);
  }

  capture(id) {
    return this.#data('GET', `/provenance/capture/${id}`);
  }

  async download(path, file) {
    const response = await this.#send('GET', path);
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
  }

  async #data(method, path, body) {
    return (await (await this.#send(method, path, body)).json()).data;
  }

  async #send(method, path, body) {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      body,
      headers: { authorization: `Bearer ${await this.#bearer()}` },
    });
    if (response.ok) return response;
    const { message, error_code: code } = await response.json().catch(() => ({}));
    throw new Failure(
      `${method} ${path} was answered with ${response.status}: ${message ?? 'no reason given'} (${code ?? 'no code'}).`,
    );
  }

  async #bearer() {
    if (Date.now() < this.#token.until) return this.#token.text;
    const body = new URLSearchParams({ grant_type: 'password', client_id: 'api', username: 'user_1', password: 'password_1' });
    const response = await fetch(`${this.#issuer}/protocol/openid-connect/token`, { method: 'POST', body });
    if (!response.ok) throw new Failure(`The issuer gave no token for user_1: it answered with ${response.status}.`);
    this.#token = { text: (await response.json()).access_token, until: Date.now() + TOKEN_MILLISECONDS };
    return this.#token.text;
  }
}

const blob = async (file) => new Blob([await readFile(file)]);
