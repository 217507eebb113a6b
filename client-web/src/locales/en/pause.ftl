## The break

pause-back = We go on at { $time }
pause-soon = We go on in a moment
