import { CreateObjects1795000000000 } from './1795000000000-create-objects';
import { CreateUsers1795000000001 } from './1795000000001-create-users';
import { CreateWorkflows1795000000010 } from './1795000000010-create-workflows';
import { CreateRevisions1795000000011 } from './1795000000011-create-revisions';
import { CreateRevisionFiles1795000000012 } from './1795000000012-create-revision-files';
import { CreateExecutions1795000000020 } from './1795000000020-create-executions';
import { CreateSteps1795000000021 } from './1795000000021-create-steps';
import { CreateEvidence1795000000022 } from './1795000000022-create-evidence';
import { CreateProvenanceRecords1795000000030 } from './1795000000030-create-provenance-records';
import { CreateSettings1795000000031 } from './1795000000031-create-settings';
import { CreateReanaBudgets1795000000040 } from './1795000000040-create-reana-budgets';
import { CreateExecutionEvents1795000000041 } from './1795000000041-create-execution-events';
import { AddExecutionInstrumentation1795000000042 } from './1795000000042-add-execution-instrumentation';
import { AddExecutionOrigin1795000000043 } from './1795000000043-add-execution-origin';

/** In the order in which they run; never edited once released. */
export const ALL_MIGRATIONS = [
  CreateObjects1795000000000,
  CreateUsers1795000000001,
  CreateWorkflows1795000000010,
  CreateRevisions1795000000011,
  CreateRevisionFiles1795000000012,
  CreateExecutions1795000000020,
  CreateSteps1795000000021,
  CreateEvidence1795000000022,
  CreateProvenanceRecords1795000000030,
  CreateSettings1795000000031,
  CreateReanaBudgets1795000000040,
  CreateExecutionEvents1795000000041,
  AddExecutionInstrumentation1795000000042,
  AddExecutionOrigin1795000000043,
];
