import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { UserReader } from '../auth/user.reader';
import { DomainError } from '../common/errors/domain-error';
import { API_VERSION } from '../common/http/openapi';
import { ProvenanceConfig } from '../config/provenance.config';
import { ExecutionReader, type ExecutionAddress, type ObservedExecution } from '../execution/execution.reader';
import { canonicalSteps } from '../prov';
import { aboutRecord, type SealFacts } from './mapping/about-record';
import { mapExecution } from './mapping/record';
import { recordPrefixes } from './mapping/vocabulary';
import { RunNotFoundError } from './provenance.errors';
import type { ProvenanceRecord } from './provenance-record.entity';
import { ProvenanceRecordRepository } from './provenance-record.repository';
import { RunRecord, sha256Of } from './run-record';
import { inSlices, nextTurn } from './time-slices';

const unpack = promisify(gunzip);

/** Finds the record of a run: the sealed one, or what the evidence says until now. */
@Injectable()
export class RecordService {
  private readonly logger = new Logger(RecordService.name);

  constructor(
    private readonly executions: ExecutionReader,
    private readonly records: ProvenanceRecordRepository,
    private readonly users: UserReader,
    private readonly config: ProvenanceConfig,
  ) {}

  async require(user: Principal, address: ExecutionAddress): Promise<RunRecord> {
    const execution = await this.requireExecution(user, address);
    const seal = await this.records.findByExecution(execution.id);
    const canonical = seal === null ? await this.map(execution) : await this.unseal(seal);
    const about = await this.about(execution, seal);
    const prefixes = recordPrefixes(this.config.baseIri);
    return new RunRecord({ execution, seal, canonical, sha256: seal?.sha256 ?? sha256Of(canonical), about, prefixes });
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
  async map(execution: ObservedExecution): Promise<string> {
    const installation = { baseIri: this.config.baseIri, serviceVersion: API_VERSION };
    const canonical = await inSlices(canonicalSteps(await inSlices(mapExecution(execution, installation))));
    await nextTurn();
    return canonical;
  }

  /** What was sealed is shown as it was sealed, whatever has become of the workflow, its name or this service since. */
  private async unseal(seal: ProvenanceRecord): Promise<string> {
    const canonical = (await unpack(seal.canonicalGzip)).toString('utf8');
    if (sha256Of(canonical) !== seal.sha256)
      this.logger.error(
        `The sealed record of execution ${seal.executionId} was changed: its hash is not ${seal.sha256} any more.`,
      );
    return canonical;
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
