/** What a workflow route answers. */
export interface Envelope<Data = unknown> {
  readonly success: boolean;
  readonly code: number;
  readonly message: string;
  readonly data: Data;
  readonly error_code: string | null;
  readonly [more: string]: unknown;
}

export interface ApiAnswer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Envelope<Data>;
}

export interface FormParts {
  readonly fields?: Readonly<Record<string, string>>;
  /** Field, file name, content. */
  readonly files?: readonly (readonly [field: string, name: string, content: string | Uint8Array])[];
}

/** Speaks to the service as one user does. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly token: string | null,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** The same user, with more headers. */
  with(headers: Readonly<Record<string, string>>): ApiClient {
    return new ApiClient(this.url, this.token, { ...this.headers, ...headers });
  }

  /** The answer as it came. */
  async raw(method: string, path: string, body?: FormData | string): Promise<Response> {
    const authorization = this.token === null ? {} : { authorization: `Bearer ${this.token}` };
    return fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...authorization, ...this.headers },
      body: body ?? null,
    });
  }

  async call<Data = unknown>(method: string, path: string, form?: FormParts): Promise<ApiAnswer<Data>> {
    const response = await this.raw(method, path, form === undefined ? undefined : formOf(form));
    return { status: response.status, headers: response.headers, body: (await response.json()) as Envelope<Data> };
  }

  get<Data = unknown>(path: string): Promise<ApiAnswer<Data>> {
    return this.call<Data>('GET', path);
  }

  post<Data = unknown>(path: string, form?: FormParts): Promise<ApiAnswer<Data>> {
    return this.call<Data>('POST', path, form);
  }
}

export function formOf({ fields = {}, files = [] }: FormParts): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [field, name, content] of files)
    form.append(field, new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]), name);
  return form;
}
