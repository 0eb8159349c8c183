// The monthly statement as a file: CSV for a spreadsheet, Markdown to hand on.
#pragma once

#include <string>
#include <vector>

#include "allocation/allocation_statement.h"

namespace cognitrack {

// What a reader must know beside the numbers, a sentence each: days that are not held or not whole,
// rows without an amount, days that could not be allocated at a level that the rules name, that
// there are no rules. Empty: the statement is whole.
std::vector<std::string> StatementRemarks(const AllocationStatement& statement);

// One row a line, so that the amounts of one currency add up to its bill; the unallocated part of
// each currency has a row even where it is 0 (blank where no day is held at all: it is unknown).
// For one unit: its lines, and the unallocated part as one row. Columns: source, month, status
// (allocated or unallocated), business_unit, cost_centre, currency, project_id, line_item,
// allocated_by (the dimension that the rule names), amount, days_incomplete (of the month),
// revision.
std::string StatementCsv(const AllocationStatement& statement);

std::string StatementMarkdown(const AllocationStatement& statement);

}  // namespace cognitrack
