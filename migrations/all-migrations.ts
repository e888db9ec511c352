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
];
