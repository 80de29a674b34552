# Reads a study's BehaviorSpace table as scripts and packages for NetLogo do, and compares it with the CSV tables.
#
#   Rscript check.R CSV_DIR [BEHAVIORSPACE_DIR]
#
# CSV_DIR holds the tables of a study as CSV; BEHAVIORSPACE_DIR the behaviorspace.csv of the same study (default: the same folder).
# Needs readr. Stops where anything differs.
suppressPackageStartupMessages(library(readr))

arguments <- commandArgs(trailingOnly = TRUE)
tables <- arguments[1]
path <- file.path(if (length(arguments) > 1) arguments[2] else tables, "behaviorspace.csv")

# Fields as they stand, nothing converted.
raw <- function(path, ...) {
  read.csv(path, colClasses = "character", na.strings = character(0), check.names = FALSE, ...)
}
runs <- raw(file.path(tables, "runs.csv"))
rounds <- raw(file.path(tables, "rounds.csv"))
swept <- if ("holds" %in% names(runs)) names(runs)[seq_len(match("holds", names(runs)) - 1)][-(1:3)] else character(0)

# 1. The head, as packages take it apart.
head <- gsub("\"", "", readLines(path, n = 6))
stopifnot(
  grepl("^BehaviorSpace results \\(NetLogo [0-9]+\\.[0-9]+\\.[0-9]+\\),Table version 2\\.0$", head[1]),
  nchar(head[2]) > 0, nchar(head[3]) > 0,
  !is.na(strptime(sub(":([0-9]{3}) ", ".\\1 ", head[4]), "%m/%d/%Y %H:%M:%OS %z")),
  head[5] == "min-pxcor,max-pxcor,min-pycor,max-pycor",
  !anyNA(as.integer(strsplit(head[6], ",")[[1]]))
)

# 2. What is expected: each recorded round with the swept values of its run; without rounds each run as one step.
key <- function(table) paste(table$cell, table$replicate)
if (nrow(rounds) > 0) {
  of <- match(key(rounds), key(runs))
  expected <- cbind(as.character(of), runs[of, swept, drop = FALSE], rounds[, -(1:3), drop = FALSE])
} else {
  measures <- runs[, -seq_len(3 + length(swept)), drop = FALSE]
  step <- raw(path, skip = 6)[["[step]"]]
  stopifnot(length(step) == nrow(runs))
  expected <- cbind(as.character(seq_len(nrow(runs))), runs[, swept, drop = FALSE], step, measures)
}
names(expected)[c(1, length(swept) + 2)] <- c("[run number]", "[step]")
# Every field has been compared as it stands by then; numbers are given some room because R's readers are not exact: base R misses
# the last digit at times, readr more where the exponent is large.
same <- function(found, what, room = 1e-15) {
  if (!identical(names(found), names(expected))) stop(what, ": the columns differ")
  if (nrow(found) != nrow(expected)) stop(what, ": ", nrow(found), " rows, expected ", nrow(expected))
  for (name in names(expected)) {
    text <- expected[[name]]
    value <- found[[name]]
    if (any(is.na(value) != (text == ""))) stop(what, ", ", name, ": what is missing differs")
    there <- text != ""
    agree <- if (is.numeric(value)) {
      given <- as.numeric(text[there])
      abs(value[there] - given) <= room * abs(given)
    } else if (is.logical(value)) {
      value[there] == (text[there] == "true")
    } else {
      value[there] == text[there]
    }
    if (!all(agree)) stop(what, ", ", name, ": row ", which(there)[!agree][1], " differs")
    numbers <- any(there) && !anyNA(suppressWarnings(as.numeric(text[there])))
    if (numbers && !is.numeric(value)) stop(what, ", ", name, ": not read as numbers")
  }
}
plain <- raw(path, skip = 6)
for (name in names(expected)) stopifnot(identical(plain[[name]], unname(expected[[name]])))

# 3. The ways in which these tables are read.
same(read.table(path, header = TRUE, skip = 6, sep = ",", quote = "\"", check.names = FALSE), "read.table")
same(read.csv(path, skip = 6, check.names = FALSE), "read.csv")
same(as.data.frame(read_csv(path, skip = 6, show_col_types = FALSE, progress = FALSE, guess_max = Inf)), "readr", 1e-12)
same(as.data.frame(read_delim(
  path, delim = ",", na = c("", "N/A"), skip = 6, show_col_types = FALSE, progress = FALSE, guess_max = Inf
)), "readr with N/A", 1e-12)

# 4. The CSV tables themselves.
for (name in c("runs.csv", "rounds.csv", "cells.csv")) {
  expected <- raw(file.path(tables, name))
  if (nrow(expected) == 0) next
  table <- read_csv(file.path(tables, name), show_col_types = FALSE, progress = FALSE, guess_max = Inf)
  if (nrow(problems(table)) > 0) stop(name, ": readr has problems with it")
  same(as.data.frame(table), name, 1e-12)
}
cat(nrow(plain), "steps of", nrow(runs), "runs: as in the CSV, read by read.table, read.csv and readr\n")
