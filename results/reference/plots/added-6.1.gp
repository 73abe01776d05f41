# Drawn by `probebench report`; to draw it again: gnuplot added-6.1.gp
name = 'added-6.1'
dat = name.'.dat'
set datafile separator tab
set datafile missing '?'
set datafile commentschars '#'
unset key
set border 3
set xrange [0:747.29]
set yrange [18.5:-0.5]
set xtics nomirror out scale 0.5 offset 0,0.4 0,200,708.968
set ytics nomirror
set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'

do for [t in 'svg pdf png'] {
	if (t eq 'svg') { set terminal svg enhanced size 643,1878 font 'sans-serif,18.67' linewidth 2 background 'white' }
	if (t eq 'pdf') { set terminal pdfcairo enhanced size 8.5cm,24.82cm font 'DejaVu Sans,7' fontscale 0.75 }
	if (t eq 'png') { set terminal pngcairo enhanced size 1004,2932 font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 }
	set output name.'.'.t
	set multiplot

	set label '{/:Bold Added instructions per event, collector count}' at screen 0.01765,0.98791 left
	set object rectangle from screen 0.01765,0.96777 to screen 0.05294,0.97583 fillcolor rgb '#0072B2' fillstyle solid 1 noborder
	set label 'module' at screen 0.06471,0.97180 left noenhanced 
	set object rectangle from screen 0.20588,0.96777 to screen 0.24118,0.97583 fillcolor rgb '#E69F00' fillstyle solid 1 noborder
	set label 'eBPF' at screen 0.25294,0.97180 left noenhanced 
	set object rectangle from screen 0.35882,0.96777 to screen 0.39412,0.97583 fillcolor rgb '#000000' fillstyle solid 1 noborder
	set label 'of which body (count - null)' at screen 0.40588,0.97180 left noenhanced 
	set label 'Class exact: instructions, not time. Accelerator icount,' at screen 0.01765,0.03726 left noenhanced textcolor rgb '#404040'
	set label 'CPU qemu64 (QEMU Virtual CPU version 2.5+), Linux' at screen 0.01765,0.02478 left noenhanced textcolor rgb '#404040'
	set label '6.1.0-56-cloud-amd64 (6.1.192-2)' at screen 0.01765,0.01229 left noenhanced textcolor rgb '#404040'

	set lmargin at screen 0.25882
	set rmargin at screen 0.60294
	set bmargin at screen 0.67369
	set tmargin at screen 0.94159
	set label 'forkexit' at screen 0.25882,0.95065 left noenhanced 
	set label '{/:Bold kprobe}' at screen 0.01765, first 0 left
	set label '{/:Bold kretprobe}' at screen 0.01765, first 3 left
	set label '{/:Bold tracepoint}' at screen 0.01765, first 6 left
	set label '{/:Bold entry}' at screen 0.01765, first 11 left
	set label '{/:Bold exit}' at screen 0.01765, first 15 left
	set ytics scale 0 ('kprobe' 1, 'kprobe' 2, 'kretprobe' 4, 'kretprobe' 5, 'tracepoint' 7, 'raw_tp' 8, 'tp_btf' 9, 'tp' 10, 'ftrace_ops' 12, 'ftrace_direct' 13, 'fentry' 14, 'kretprobe' 16, 'fprobe' 17, 'fexit' 18) noenhanced
	plot \
		dat index 0 using (0):1:(strcol(5) eq '-' ? NaN : $4):($4 + 38.3226 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#0072B2' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E69F00' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#CC79A7' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:($3):($4):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#000000' fillstyle solid 1 noborder, \
		dat index 0 using ($4):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 0 using (0):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.63824
	set rmargin at screen 0.98235
	set bmargin at screen 0.67369
	set tmargin at screen 0.94159
	set label 'getppid' at screen 0.63824,0.95065 left noenhanced 
	set ytics scale 0 ('' 1, '' 2, '' 4, '' 5, '' 7, '' 8, '' 9, '' 10, '' 12, '' 13, '' 14, '' 16, '' 17, '' 18) noenhanced
	plot \
		dat index 1 using (0):1:(strcol(5) eq '-' ? NaN : $4):($4 + 38.3226 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 1 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#0072B2' fillstyle solid 1 noborder, \
		dat index 1 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E69F00' fillstyle solid 1 noborder, \
		dat index 1 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#CC79A7' fillstyle solid 1 noborder, \
		dat index 1 using (0):1:($3):($4):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#000000' fillstyle solid 1 noborder, \
		dat index 1 using ($4):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 1 using (0):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.25882
	set rmargin at screen 0.60294
	set bmargin at screen 0.36954
	set tmargin at screen 0.63743
	set label 'openclose' at screen 0.25882,0.64650 left noenhanced 
	set label '{/:Bold kprobe}' at screen 0.01765, first 0 left
	set label '{/:Bold kretprobe}' at screen 0.01765, first 3 left
	set label '{/:Bold tracepoint}' at screen 0.01765, first 6 left
	set label '{/:Bold entry}' at screen 0.01765, first 11 left
	set label '{/:Bold exit}' at screen 0.01765, first 15 left
	set ytics scale 0 ('kprobe' 1, 'kprobe' 2, 'kretprobe' 4, 'kretprobe' 5, 'tracepoint' 7, 'raw_tp' 8, 'tp_btf' 9, 'tp' 10, 'ftrace_ops' 12, 'ftrace_direct' 13, 'fentry' 14, 'kretprobe' 16, 'fprobe' 17, 'fexit' 18) noenhanced
	plot \
		dat index 2 using (0):1:(strcol(5) eq '-' ? NaN : $4):($4 + 38.3226 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 2 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#0072B2' fillstyle solid 1 noborder, \
		dat index 2 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E69F00' fillstyle solid 1 noborder, \
		dat index 2 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#CC79A7' fillstyle solid 1 noborder, \
		dat index 2 using (0):1:($3):($4):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#000000' fillstyle solid 1 noborder, \
		dat index 2 using ($4):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 2 using (0):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.63824
	set rmargin at screen 0.98235
	set bmargin at screen 0.36954
	set tmargin at screen 0.63743
	set label 'pipe' at screen 0.63824,0.64650 left noenhanced 
	set ytics scale 0 ('' 1, '' 2, '' 4, '' 5, '' 7, '' 8, '' 9, '' 10, '' 12, '' 13, '' 14, '' 16, '' 17, '' 18) noenhanced
	plot \
		dat index 3 using (0):1:(strcol(5) eq '-' ? NaN : $4):($4 + 38.3226 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 3 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#0072B2' fillstyle solid 1 noborder, \
		dat index 3 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E69F00' fillstyle solid 1 noborder, \
		dat index 3 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#CC79A7' fillstyle solid 1 noborder, \
		dat index 3 using (0):1:($3):($4):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#000000' fillstyle solid 1 noborder, \
		dat index 3 using ($4):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 3 using (0):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.25882
	set rmargin at screen 0.60294
	set bmargin at screen 0.06538
	set tmargin at screen 0.33328
	set label 'readwrite' at screen 0.25882,0.34234 left noenhanced 
	set label '{/:Bold kprobe}' at screen 0.01765, first 0 left
	set label '{/:Bold kretprobe}' at screen 0.01765, first 3 left
	set label '{/:Bold tracepoint}' at screen 0.01765, first 6 left
	set label '{/:Bold entry}' at screen 0.01765, first 11 left
	set label '{/:Bold exit}' at screen 0.01765, first 15 left
	set ytics scale 0 ('kprobe' 1, 'kprobe' 2, 'kretprobe' 4, 'kretprobe' 5, 'tracepoint' 7, 'raw_tp' 8, 'tp_btf' 9, 'tp' 10, 'ftrace_ops' 12, 'ftrace_direct' 13, 'fentry' 14, 'kretprobe' 16, 'fprobe' 17, 'fexit' 18) noenhanced
	plot \
		dat index 4 using (0):1:(strcol(5) eq '-' ? NaN : $4):($4 + 38.3226 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 4 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#0072B2' fillstyle solid 1 noborder, \
		dat index 4 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E69F00' fillstyle solid 1 noborder, \
		dat index 4 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#CC79A7' fillstyle solid 1 noborder, \
		dat index 4 using (0):1:($3):($4):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#000000' fillstyle solid 1 noborder, \
		dat index 4 using ($4):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 4 using (0):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	unset multiplot
	unset output
}
