import {
  Inject,
  Injectable,
  mixin,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { DomainError, InvalidInputError } from '../errors/domain-error';
import { ObjectStore, ObjectTooLargeError, type StagedObject } from '../objects/object-store';

/** How large the parts of a form may be; the configuration's class has this shape. */
export abstract class UploadLimits {
  abstract readonly specBytes: number;
  abstract readonly fileBytes: number;
  abstract readonly files: number;
}

/** A document that came with the form: small, and read as text. */
export interface UploadedDocument {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A file that came with the form: any size, staged in the object store under the path the client gave. */
export interface UploadedFile {
  readonly path: string;
  readonly staged: StagedObject;
}

/** What a form carried; what the handler does not keep is discarded when it has answered. */
export interface Uploads {
  readonly documents: Readonly<Record<string, UploadedDocument>>;
  readonly files: readonly UploadedFile[];
  /** The field for files was there but empty: "no files", which is not the same as "files not mentioned". */
  readonly filesCleared: boolean;
}

class TooManyFilesError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'http.too_many_files';
}

type Part = Express.Multer.File & { document?: UploadedDocument; staged?: StagedObject };

/** Documents into memory, files into the object store, while they come in. */
class StagingStorage implements StorageEngine {
  constructor(
    private readonly store: ObjectStore,
    private readonly limits: UploadLimits,
  ) {}

  _handleFile(_request: Request, part: Part, done: (error?: unknown, info?: Partial<Part>) => void): void {
    this.receive(part).then(
      (info) => done(null, info),
      (error: unknown) => {
        part.stream.resume(); // the rest of the form must be read, or the client never hears the answer
        done(error);
      },
    );
  }

  _removeFile(_request: Request, part: Part, done: (error: Error | null) => void): void {
    if (part.staged === undefined) return done(null);
    this.store.discard(part.staged).then(
      () => done(null),
      (error: Error) => done(error),
    );
  }

  private async receive({ fieldname, originalname, stream: part }: Part): Promise<Partial<Part>> {
    const stream: AsyncIterable<Buffer> = part.iterator({ destroyOnReturn: false }); // a part that is refused half-way must not break off the whole form
    if (fieldname === 'files')
      return { staged: await this.store.stage(stream, { limit: this.limits.fileBytes, name: originalname }) };
    return {
      document: { name: originalname, bytes: await wholeOf(stream, this.limits.specBytes, originalname) },
    };
  }
}

async function wholeOf(stream: AsyncIterable<Buffer>, limit: number, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new ObjectTooLargeError(name, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const UPLOADS = Symbol('uploads');
type WithUploads = Request & { [UPLOADS]?: Uploads };

export function uploadsOf(request: Request): Uploads {
  return (request as WithUploads)[UPLOADS] ?? { documents: {}, files: [], filesCleared: false };
}

/** Receives a multipart form with the named documents (one each) and any number of `files`; other bodies pass untouched. */
export function ReceiveUploads(...documents: string[]): Type<NestInterceptor> {
  @Injectable()
  class UploadInterceptor implements NestInterceptor {
    private readonly receive: ReturnType<multer.Multer['fields']>;

    constructor(
      @Inject(ObjectStore) private readonly store: ObjectStore,
      @Inject(UploadLimits) limits: UploadLimits,
    ) {
      const most = {
        files: limits.files + documents.length,
        fields: 20,
        fieldSize: 65_536,
        parts: limits.files + documents.length + 20,
      };
      const form = multer({
        storage: new StagingStorage(store, limits),
        preservePath: true,
        defParamCharset: 'utf8',
        limits: most,
      });
      this.receive = form.fields([
        ...documents.map((name) => ({ name, maxCount: 1 })),
        { name: 'files', maxCount: limits.files },
      ]);
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<WithUploads>();
      await this.parse(request, context.switchToHttp().getResponse<Response>());
      const parts = (request.files ?? {}) as Record<string, Part[]>;
      const staged = (parts['files'] ?? []).flatMap((part) => part.staged ?? []);
      try {
        request[UPLOADS] = toUploads(parts, request, documents);
        return of(await lastValueFrom(next.handle(), { defaultValue: undefined }));
      } finally {
        await Promise.all(staged.map((one) => this.store.discard(one))); // what was kept is no longer there to discard
      }
    }

    private parse(request: Request, response: Response): Promise<void> {
      return new Promise((resolve, reject) =>
        this.receive(request, response, (error: unknown) => (error ? reject(refusalOf(error)) : resolve())),
      );
    }
  }
  return mixin(UploadInterceptor);
}

/** A form field without a file name is text: an empty one clears what it names, anything else there is a mistake. */
function toUploads(parts: Record<string, Part[]>, request: Request, documents: readonly string[]): Uploads {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const found: Record<string, UploadedDocument> = {};
  for (const name of documents) {
    const document = parts[name]?.[0]?.document;
    if (document !== undefined) found[name] = document;
    if (!Object.hasOwn(body, name)) continue;
    if (body[name] !== '') throw new InvalidInputError(`${name} must be a file: with curl, -F ${name}=@path.`);
    found[name] ??= { name: '', bytes: Buffer.alloc(0) };
    delete body[name];
  }
  const real = (parts['files'] ?? []).filter((part) => part.originalname !== '');
  const files = real.flatMap(({ originalname, staged }) => (staged ? [{ path: originalname, staged }] : []));
  const cleared = Object.hasOwn(body, 'files') && body['files'] === '';
  if (Object.hasOwn(body, 'files') && !cleared) throw new InvalidInputError('files must be files: with curl, -F files=@path.');
  delete body['files'];
  return { documents: found, files, filesCleared: cleared };
}

function refusalOf(error: unknown): Error {
  if (!(error instanceof MulterError))
    return error instanceof Error && /form|boundary|Malformed/i.test(error.message) ? malformed(error) : (error as Error);
  if (error.code === 'LIMIT_UNEXPECTED_FILE' && error.field === 'files')
    return new TooManyFilesError('The form has too many files.');
  if (error.code === 'LIMIT_UNEXPECTED_FILE')
    return new InvalidInputError(`The form has a file "${error.field}" that is not expected here, or twice.`);
  if (['LIMIT_FILE_COUNT', 'LIMIT_PART_COUNT'].includes(error.code)) return new TooManyFilesError('The form has too many files.');
  if (error.code.startsWith('LIMIT_')) return new InvalidInputError(`The form is not accepted: ${error.message}.`);
  return malformed(error);
}

function malformed(cause: Error): InvalidInputError {
  return new InvalidInputError('The form cannot be read: it is cut off or not multipart/form-data as announced.', {}, { cause });
}
