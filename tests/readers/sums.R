# Reads the tables of results by base R and readr, the types of columns guessed, and compares every sum with that of the CSV.
#
#   Rscript sums.R RESULT...
#
# Each RESULT is the folder of a finished result with CSV tables. Needs readr. Stops where anything differs.
suppressPackageStartupMessages(library(readr))

# R's readers count in steps of ten, and miss the last digits of small numbers.
room <- 1e-13
tables <- 0
columns <- 0
for (result in commandArgs(trailingOnly = TRUE)) {
  dictionary <- read.csv(file.path(result, "columns.csv"), colClasses = "character", na.strings = character(0))
  for (name in unique(dictionary$table)) {
    path <- file.path(result, name)
    types <- dictionary[dictionary$table == name, ]
    raw <- read.csv(path, colClasses = "character", na.strings = character(0), check.names = FALSE)
    if (nrow(raw) == 0) next
    tables <- tables + 1
    ways <- list(
      read.csv = read.csv(path, check.names = FALSE),
      readr = as.data.frame(read_csv(path, show_col_types = FALSE, progress = FALSE))
    )
    for (column in types$column[types$type %in% c("real", "count")]) {
      text <- raw[[column]]
      there <- text != ""
      if (!any(there)) next
      said <- as.numeric(text[there])
      columns <- columns + 1
      for (way in names(ways)) {
        found <- ways[[way]][[column]]
        # readr guesses from the first 1,000 rows: what is empty there is logical, and problems() tells of the rest.
        if (way == "readr" && !any(head(there, 1000))) next
        if (!is.numeric(found)) stop(path, ", ", way, ": ", column, " is not read as numbers")
        if (any(is.na(found) == there)) stop(path, ", ", way, ": what is missing in ", column, " differs")
        off <- abs(sum(found[there]) - sum(said))
        if (off > room * sum(abs(said))) stop(path, ", ", way, ": the sum of ", column, " is off by ", off)
        if (types$type[types$column == column] == "real" && !is.double(found)) stop(path, ", ", way, ": ", column, " is no double")
      }
    }
  }
}
if (tables == 0) stop("no tables")
cat(tables, "tables,", columns, "columns of numbers: the same sums by read.csv and readr, types guessed\n")
