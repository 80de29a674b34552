# Redraws the pictures of this result from figures/*.csv with ggplot2.
#
#     Rscript plots/plot.R              all pictures, as plots/R/NAME.png
#     Rscript plots/plot.R phase --pdf  one of them, as PDF
#
# Below are a function for each kind of picture and, at the end, one call for each picture of this result. `comity report` makes this
# file anew unless it was changed by hand; remove it to have it back.

# Names may be in any script, wherever this one is run.
if (!l10n_info()[["UTF-8"]]) suppressWarnings(for (place in c("C.UTF-8", "en_US.UTF-8", "UTF-8")) if (nzchar(Sys.setlocale("LC_CTYPE", place))) break)

suppressPackageStartupMessages(library(ggplot2))

# Rscript writes spaces in the path of a script as ~+~. All that follows is read and written from the folder of the script, so that
# nothing in its path matters.
said <- commandArgs(trailingOnly = FALSE)
here <- sub("^--file=", "", said[startsWith(said, "--file=")][1])
if (is.na(here)) here <- if (file.exists("plots/plot.R")) "plots/plot.R" else "plot.R"
if (!file.exists(here)) here <- gsub("~+~", " ", here, fixed = TRUE)
setwd(dirname(here))
wanted <- commandArgs(trailingOnly = TRUE)
ending <- if ("--pdf" %in% wanted) "pdf" else "png"
wanted <- setdiff(wanted, "--pdf")
colours <- c("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a", "#b8a900")
theme_set(theme_minimal(base_size = 11) + theme(legend.position = "bottom"))

shades <- function(names) setNames(rep_len(colours, length(names)), names)

# Reads the table of a picture, names in the columns `texts` and numbers in all others (a state called NA keeps its name), has it drawn,
# and saves it.
picture <- function(name, title, texts, draw, width = 7.2, height = 4.4) {
  if (length(wanted) > 0 && !(name %in% wanted)) return(invisible())
  data <- read.csv(file.path("..", "figures", paste0(name, ".csv")), check.names = FALSE, encoding = "UTF-8", na.strings = character(),
                   colClasses = "character")
  for (column in setdiff(names(data), texts)) data[[column]] <- as.numeric(ifelse(nzchar(data[[column]]), data[[column]], NA))
  dir.create("R", showWarnings = FALSE)
  path <- file.path("R", paste0(name, ".", ending))
  device <- if (ending == "pdf") cairo_pdf else NULL
  ggsave(path, draw(data) + labs(title = title), width = width, height = height, dpi = 200, bg = "white", device = device)
  cat("plots/", path, "\n", sep = "")
}

lines_picture <- function(name, title, x, y, range = NULL, log = FALSE, step = FALSE, dots = FALSE, switch = FALSE, level = NULL) {
  picture(name, title, "series", function(data) {
    data$series <- factor(data$series, levels = unique(data$series))
    plot <- ggplot(data, aes(x, y, colour = series, fill = series, linetype = series))
    ribbon <- subset(data, !is.na(low) & !is.na(high))
    ribbon <- ribbon[ave(ribbon$x, ribbon$series, FUN = length) > 1, ]
    if (step) {
      plot <- plot + geom_step(data = ribbon, aes(y = low), linewidth = 0.2) + geom_step(data = ribbon, aes(y = high), linewidth = 0.2) +
        geom_step()
    } else {
      plot <- plot + geom_ribbon(data = ribbon, aes(ymin = low, ymax = high), alpha = 0.16, colour = NA) +
        geom_line(data = subset(data, !is.na(y)))
    }
    if (dots) plot <- plot + geom_point(data = subset(data, !is.na(y)))
    if ("censored" %in% colnames(data)) plot <- plot + geom_point(data = subset(data, censored > 0), shape = 3)
    if (log) plot <- plot + scale_x_log10()
    if (switch) plot <- plot + scale_x_continuous(breaks = c(0, 1))
    if (!is.null(level)) plot <- plot + geom_hline(yintercept = level, linetype = "dotted")
    ink <- shades(levels(data$series))
    plot <- plot + scale_colour_manual(values = ink) + scale_fill_manual(values = ink) +
      labs(x = x, y = y, colour = NULL, fill = NULL, linetype = NULL) + coord_cartesian(ylim = range)
    if (nlevels(data$series) < 2) plot + theme(legend.position = "none") else plot
  })
}

heat_picture <- function(name, title, x, y, value, scale, boundary = NULL, names = FALSE) {
  picture(name, title, c("x", "y"), function(data) {
    plot <- ggplot(data, aes(column, row)) + geom_raster(aes(fill = value)) +
      scale_fill_viridis_c(limits = scale, na.value = "#b9bec5")
    crosses <- function(values) any(values < boundary, na.rm = TRUE) && any(values > boundary, na.rm = TRUE)
    if (!is.null(boundary) && max(data$column) > 1 && max(data$row) > 1) {
      for (edge in intersect(c("low", "high"), colnames(data))) {
        if (crosses(data[[edge]]))
          plot <- plot + geom_contour(aes(z = .data[[edge]]), breaks = boundary, colour = "white", linewidth = 0.4, na.rm = TRUE)
      }
      if (crosses(data$value)) plot <- plot + geom_contour(aes(z = value), breaks = boundary, colour = "black", linewidth = 0.9, na.rm = TRUE)
    }
    ticks <- function(labels, places) {
      pairs <- unique(data[c(labels, places)])
      pairs <- pairs[order(pairs[[places]]), ]
      pairs[seq(1, nrow(pairs), by = max(1, ceiling(nrow(pairs) / 24))), ]
    }
    across <- ticks("x", "column")
    up <- ticks("y", "row")
    plot <- plot + scale_x_continuous(breaks = across$column, labels = across$x, expand = c(0, 0)) +
      scale_y_continuous(breaks = up$row, labels = up$y, expand = c(0, 0)) +
      labs(x = x, y = y, fill = value) + theme(legend.position = "right", panel.grid = element_blank())
    if (names) plot + theme(axis.text.x = element_text(angle = 60, hjust = 1)) else plot
  }, height = 5.2)
}

intervals_picture <- function(name, title, x, null = NULL, bars = FALSE) {
  picture(name, title, c("label", "group"), function(data) {
    # The first group is to stand on top, and axes count upwards.
    data$group <- factor(data$group, levels = rev(unique(data$group)))
    data$label <- factor(data$label, levels = rev(unique(data$label)))
    beside <- position_dodge(width = 0.6)
    plot <- ggplot(data, aes(estimate, label, colour = group)) +
      geom_errorbar(aes(xmin = low, xmax = high), width = 0.25, position = beside, na.rm = TRUE, orientation = "y") +
      geom_point(position = beside) + guides(colour = guide_legend(reverse = TRUE)) +
      scale_colour_manual(values = shades(rev(levels(data$group)))) + labs(x = x, y = NULL, colour = NULL)
    if (bars) {
      plot <- plot + geom_col(aes(fill = group), colour = NA, width = 0.5, alpha = 0.3, position = beside, orientation = "y") +
        scale_fill_manual(values = shades(rev(levels(data$group))), guide = "none")
    }
    if (!is.null(null)) plot <- plot + geom_vline(xintercept = null, linetype = "dashed", colour = "grey50")
    if (nlevels(data$group) < 2) plot + theme(legend.position = "none") else plot
  })
}

points_picture <- function(name, title, x, y, slope = NULL) {
  picture(name, title, "label", function(data) {
    plot <- ggplot(data, aes(x, y)) + geom_errorbarh(aes(xmin = low, xmax = high), height = 0, colour = colours[1], na.rm = TRUE) +
      geom_point(colour = colours[1]) + geom_text(aes(label = label), hjust = -0.1, vjust = -0.6, size = 3) +
      scale_x_continuous(expand = expansion(mult = c(0.05, 0.25))) + labs(x = x, y = y)
    if (!is.null(slope)) plot + geom_abline(slope = slope, linetype = "dotted") else plot
  })
}

areas_picture <- function(name, title, x, y) {
  picture(name, title, "layer", function(data) {
    data$layer <- factor(data$layer, levels = unique(data$layer))
    ggplot(data, aes(x, ymin = bottom, ymax = top, fill = layer)) + geom_ribbon() +
      scale_fill_manual(values = shades(levels(data$layer))) + labs(x = x, y = y, fill = NULL) + theme(legend.position = "right")
  })
}

links_picture <- function(name, title) {
  picture(name, title, c("what", "name", "to", "kind"), function(data) {
    nodes <- subset(data, what == "node")
    ties <- subset(data, what == "link")
    plot <- ggplot(nodes, aes(x, y))
    if (nrow(ties) > 0)
      plot <- plot + geom_segment(data = ties, aes(xend = x2, yend = y2, linewidth = strength), colour = "grey50", alpha = 0.4)
    plot + geom_point(aes(colour = kind), size = 3) + geom_text(aes(x = 1.14 * x, y = 1.1 * y, label = name), size = 3) +
      scale_colour_manual(values = shades(sort(unique(nodes$kind)))) + scale_linewidth(range = c(0.2, 1.6), guide = "none") +
      labs(colour = NULL) + coord_equal(clip = "off", xlim = c(-1.4, 1.4), ylim = c(-1.2, 1.2)) + theme_void() +
      theme(legend.position = "bottom")
  }, height = 6)
}

