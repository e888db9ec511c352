import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { UserReader } from '../auth/user.reader';
import { DomainError } from '../common/errors/domain-error';
import { API_VERSION } from '../common/http/openapi';
import { ProvenanceConfig } from '../config/provenance.config';
import { ExecutionReader, type ExecutionAddress, type ObservedExecution } from '../execution/execution.reader';
import { canonicalText, type ProvFormat } from '../prov';
import { aboutRecord, type SealFacts } from './mapping/about-record';
import { recordPrefixes } from './mapping/vocabulary';
import { RunNotFoundError } from './provenance.errors';
import type { ProvenanceRecord } from './provenance-record.entity';
import { ProvenanceRecordRepository } from './provenance-record.repository';
import type { RunRecord } from './run-record';
import { sha256 } from './sha256';
import { RecordThreads } from './threads/record-threads';
import type { MappedRecord } from './threads/record-worker';

const unpack = promisify(gunzip);

/** Finds the record of a run: the sealed one, or what the evidence says until now. */
@Injectable()
export class RecordService {
  private readonly logger = new Logger(RecordService.name);

  constructor(
    private readonly executions: ExecutionReader,
    private readonly records: ProvenanceRecordRepository,
    private readonly users: UserReader,
    private readonly threads: RecordThreads,
    private readonly config: ProvenanceConfig,
  ) {}

  async require(user: Principal, address: ExecutionAddress): Promise<RunRecord> {
    const execution = await this.requireExecution(user, address);
    const seal = await this.records.findByExecution(execution.id);
    const mapped = seal === null ? await this.map(execution) : await this.unseal(seal);
    const about = canonicalText(await this.about(execution, seal));
    return {
      executionId: execution.id,
      canonical: mapped.canonical,
      about,
      prefixes: recordPrefixes(this.config.baseIri),
      tag: sha256(mapped.sha256 + about),
    };
  }

  async requireExecution(user: Principal, address: ExecutionAddress): Promise<ObservedExecution> {
    try {
      return await this.executions.requireObserved(user, address);
    } catch (error) {
      const isUnknownRun = 'reanaName' in address && error instanceof DomainError && error.kind === 'not_found';
      throw isUnknownRun ? new RunNotFoundError(error) : error;
    }
  }

  /** The statements that the evidence makes, in canonical form. */
  map(execution: ObservedExecution): Promise<MappedRecord> {
    return this.threads.map({ execution, installation: { baseIri: this.config.baseIri, serviceVersion: API_VERSION } });
  }

  write(record: RunRecord, format: ProvFormat): Promise<Uint8Array> {
    return this.threads.write({ record, format });
  }

  /** What was sealed is shown as it was sealed, whatever has become of the workflow, its name or this service since. */
  private async unseal(seal: ProvenanceRecord): Promise<MappedRecord> {
    const canonical = await unpack(seal.canonicalGzip);
    if (sha256(canonical) !== seal.sha256)
      this.logger.error(
        `The sealed record of execution ${seal.executionId} was changed: its hash is not ${seal.sha256} any more.`,
      );
    return { canonical, sha256: seal.sha256 };
  }

  private async about(execution: ObservedExecution, seal: ProvenanceRecord | null) {
    const people = new Map([[execution.ownerUuid, execution.ownerUsername]]);
    const facts = seal === null ? null : await this.sealFacts(seal, people);
    const installation = { baseIri: this.config.baseIri, serviceVersion: seal?.serviceVersion ?? API_VERSION };
    return aboutRecord(execution, facts, { installation, people });
  }

  private async sealFacts(seal: ProvenanceRecord, people: Map<string, string>): Promise<SealFacts> {
    const { sha256, sealedAt, sealedBy, previousSha256 } = seal;
    const sealer = (await this.users.findUsers([sealedBy])).get(sealedBy);
    if (sealer !== undefined) people.set(sealer.uuid, sealer.username);
    return { sha256, sealedAt, sealedByUuid: sealer?.uuid ?? null, previousSha256 };
  }
}
