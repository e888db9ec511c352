import { FormData, request } from 'undici';
import { Failure } from '../../scripts/setup/failure.mjs';

const TOKEN_MILLISECONDS = 60_000; // a token lives five minutes
const ANSWER_MILLISECONDS = 300_000;
const ENDED = ['finished', 'failed', 'stopped', 'deleted'];

/** A service under test, as one of its users sees it. Every answer that is not a success is a Failure. */
export class Service {
  #issuer;
  #token;

  /** `token`: a fixed one; else one of user_1 is fetched at the issuer, and a new one every minute. */
  constructor({ baseUrl, token, issuer, apiSeconds }) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.apiSeconds = apiSeconds; // only where the process is ours
    this.#issuer = issuer;
    this.#token = { text: token, until: token ? Infinity : 0 };
  }

  async headers() {
    if (Date.now() > this.#token.until) this.#token = { text: await this.#logIn(), until: Date.now() + TOKEN_MILLISECONDS };
    return { authorization: `Bearer ${this.#token.text}` };
  }

  /** The body as bytes, with its content type. */
  async send(method, path, { body, headers } = {}) {
    const options = { method, body, headersTimeout: ANSWER_MILLISECONDS, bodyTimeout: ANSWER_MILLISECONDS };
    const response = await request(`${this.baseUrl}${path}`, { ...options, headers: { ...(await this.headers()), ...headers } });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    if (response.statusCode < 200 || response.statusCode > 299)
      throw new Failure(`${method} ${path} was answered with ${response.statusCode}: ${bytes.toString().slice(0, 500)}`);
    return { bytes, type: String(response.headers['content-type'] ?? '') };
  }

  /** The whole envelope; a service that answers 200 for a failure says so inside. */
  async envelope(method, path, options) {
    const answer = JSON.parse((await this.send(method, path, options)).bytes.toString());
    if (answer.success !== true) throw new Failure(`${method} ${path} did not succeed: ${answer.message}`);
    return answer;
  }

  async data(method, path, options) {
    return (await this.envelope(method, path, options)).data;
  }

  async register(name, spec) {
    const form = new FormData();
    form.set('spec_file', new Blob([spec]), 'workflow.cwl');
    return (await this.data('POST', `${registerPath(name)}`, { body: form })).registry_id;
  }

  async execute(registryId, headers) {
    return (await this.data('POST', `/workflow_execution/execute/${registryId}`, { headers })).execution_id;
  }

  async ended(executionId, { everyMilliseconds, status }) {
    for (;;) {
      const execution = await this.data('GET', `/workflow_execution/${executionId}`);
      if (execution.status === status) return execution;
      if (ENDED.includes(execution.status))
        throw new Failure(
          `Execution ${executionId} ended ${execution.status}, not ${status}: ${execution.failure?.message ?? 'no reason given'}`,
        );
      await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
    }
  }

  async #logIn() {
    const body = new URLSearchParams({ grant_type: 'password', client_id: 'api', username: 'user_1', password: 'password_1' });
    const response = await fetch(`${this.#issuer}/protocol/openid-connect/token`, { method: 'POST', body });
    if (!response.ok) throw new Failure(`The issuer gave no token for user_1: it answered with ${response.status}.`);
    return (await response.json()).access_token;
  }
}

/** In the form that both services take: parameters in the query, with a slash. */
export const registerPath = (name) => `/workflow_registry/register/?${new URLSearchParams({ name, version: '1' })}`;
