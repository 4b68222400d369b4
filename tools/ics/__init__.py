"""Calendar files, whatever stands in them: lines, values, times, zones and rules of repetition."""
